import type { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import * as z from "zod";
import { engineClient } from "../bench-table.ts";
import type { Target } from "../seed/bulk.ts";
import { type SeededChat, seedChat } from "../seed/chats.ts";
import { seedLocation, seedPeople } from "../seed/people.ts";
import { Hosted } from "../servers/hosted.ts";
import type { Usage } from "../servers/usage.ts";
import { CloudRoom, type Door } from "./cloud-room.ts";
import type { Started } from "./contender.ts";

const CONNECTING = 8;
const Token = z.object({ token: z.string() });
const Created = z.object({ id: z.string() });

export interface RoomSettings {
  readonly door: Door;
  /** @default the cloud's own */
  readonly userIds?: readonly string[];
  /** A chat that is there already. */
  readonly chatId?: string;
}

/** The project behind the local cloud, in a process of its own, with one location. */
export class Cloud implements Started {
  readonly locationId: string;
  readonly target: Target;
  readonly #hosted: Hosted;
  readonly #client: DynamoDBClient;
  readonly #tokens = new Map<string, string>();
  #people = 0;

  private constructor(hosted: Hosted, locationId: string) {
    this.#hosted = hosted;
    this.#client = engineClient(hosted.address("engine"));
    this.locationId = locationId;
    this.target = { client: this.#client, tableName: hosted.address("tableName") };
  }

  static async start(assemblyDir: string): Promise<Cloud> {
    const cloud = new Cloud(await Hosted.start("local-cloud", assemblyDir), "loc-bench");
    await seedLocation(cloud.target, cloud.locationId);
    return cloud;
  }

  /** The same cloud as seen in another, new location. */
  async elsewhere(locationId: string): Promise<Cloud> {
    const cloud = new Cloud(this.#hosted, locationId);
    await seedLocation(cloud.target, locationId);
    return cloud;
  }

  get socketUrl(): string {
    return `${this.#hosted.address("webSocketUrl")}?locationId=${this.locationId}`;
  }

  /** New users of the location. */
  async people(count: number): Promise<string[]> {
    const userIds = Array.from({ length: count }, (_, index) => `${this.locationId}-${this.#people + index}`);
    this.#people += count;
    await seedPeople(this.target, this.locationId, userIds);
    return userIds;
  }

  /** A chat written straight into the engine. */
  async seededChat(chat: Omit<SeededChat, "locationId">): Promise<string> {
    return (await seedChat(this.target, { locationId: this.locationId, ...chat })).chatId;
  }

  async openRoom(size: number, settings: RoomSettings = { door: "websocket" }): Promise<CloudRoom> {
    const userIds = settings.userIds ?? (await this.people(size));
    const chatId = settings.chatId ?? (await this.createChat(userIds));
    const room = new CloudRoom({ cloud: this, door: settings.door, chatId, userIds });
    await room.connect(CONNECTING);
    return room;
  }

  async createChat([creatorId = "", ...participantIds]: readonly string[]): Promise<string> {
    return Created.parse(await this.post(creatorId, "", { participantIds, subject: "Bench" })).id;
  }

  async tokenOf(userId: string): Promise<string> {
    const known = this.#tokens.get(userId);
    if (known !== undefined) return known;
    const body = JSON.stringify({ userId, expiresInSeconds: 86_400 });
    const answer = await fetch(`${this.#hosted.address("url")}/local/token`, { method: "POST", body });
    const { token } = Token.parse(await answer.json());
    this.#tokens.set(userId, token);
    return token;
  }

  post(userId: string, path: string, body: object): Promise<unknown> {
    return this.request(userId, { method: "POST", path: `/internal-chats${path}`, body });
  }

  /** A request below the location. @throws Error where the answer is no success */
  async request(
    userId: string,
    {
      method = "GET",
      path,
      body,
    }: { readonly method?: string; readonly path: string; readonly body?: object },
  ): Promise<unknown> {
    const url = `${this.#hosted.address("url")}/locations/${this.locationId}${path}`;
    const answer = await fetch(url, {
      method,
      headers: {
        authorization: `Bearer ${await this.tokenOf(userId)}`,
        ...(body && { "content-type": "application/json" }),
      },
      ...(body && { body: JSON.stringify(body) }),
    });
    const text = await answer.text();
    if (!answer.ok) throw new Error(`${method} ${path} answered ${answer.status}: ${text.slice(0, 200)}`);
    return JSON.parse(text);
  }

  usage(): Promise<Usage> {
    return this.#hosted.usage();
  }

  memory() {
    return this.#hosted.memory();
  }

  async stop(): Promise<void> {
    this.#client.destroy();
    await this.#hosted.stop();
  }
}
