import type { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import * as z from "zod";
import { engineClient } from "../bench-table.ts";
import { type ChatSeed, seedChat } from "../seed/seed-chat.ts";
import { seedLocation, seedUsers } from "../seed/users.ts";
import type { Target } from "../seed/write-items.ts";
import { ServerProcess } from "../servers/server-process.ts";
import type { Usage } from "../servers/usage.ts";
import { type CloudApi, CloudRoom, type Transport } from "./cloud-room.ts";
import type { RunningContender } from "./contender.ts";

/** Concurrent handshakes when a room is opened. */
const HANDSHAKES = 8;
const Token = z.object({ token: z.string() });
const Created = z.object({ id: z.string() });

export interface RoomSettings {
  readonly transport: Transport;
  /** @default new users */
  readonly userIds?: readonly string[];
  /** An existing chat. @default a new one */
  readonly chatId?: string;
}

/** The project on the local cloud, in a process of its own, as used in one location. */
export class Cloud implements RunningContender, CloudApi {
  readonly locationId: string;
  readonly target: Target;
  readonly #server: ServerProcess;
  readonly #client: DynamoDBClient;
  readonly #tokens = new Map<string, string>();
  #userCount = 0;

  private constructor(server: ServerProcess, locationId: string) {
    this.#server = server;
    this.#client = engineClient(server.address("engine"));
    this.locationId = locationId;
    this.target = { client: this.#client, tableName: server.address("tableName") };
  }

  static async start(assemblyDir: string): Promise<Cloud> {
    const cloud = new Cloud(await ServerProcess.start("local-cloud", assemblyDir), "loc-bench");
    await seedLocation(cloud.target, cloud.locationId);
    return cloud;
  }

  /** The same cloud in another, new location. */
  async inLocation(locationId: string): Promise<Cloud> {
    const cloud = new Cloud(this.#server, locationId);
    await seedLocation(cloud.target, locationId);
    return cloud;
  }

  get socketUrl(): string {
    return `${this.#server.address("webSocketUrl")}?locationId=${this.locationId}`;
  }

  /** Creates users of the location. @returns their ids */
  async createUsers(count: number): Promise<string[]> {
    const userIds = Array.from(
      { length: count },
      (_, index) => `${this.locationId}-${this.#userCount + index}`,
    );
    this.#userCount += count;
    await seedUsers(this.target, this.locationId, userIds);
    return userIds;
  }

  /** Writes a chat directly into the engine. @returns its id */
  async seedChat(chat: Omit<ChatSeed, "locationId">): Promise<string> {
    return (await seedChat(this.target, { locationId: this.locationId, ...chat })).chatId;
  }

  async openRoom(size: number, settings: RoomSettings = { transport: "websocket" }): Promise<CloudRoom> {
    const userIds = settings.userIds ?? (await this.createUsers(size));
    const chatId = settings.chatId ?? (await this.createChat(userIds));
    const room = new CloudRoom({ cloud: this, transport: settings.transport, chatId, userIds });
    await room.connect(HANDSHAKES);
    return room;
  }

  async createChat([creatorId = "", ...participantIds]: readonly string[]): Promise<string> {
    return Created.parse(await this.post(creatorId, "", { participantIds, subject: "Bench" })).id;
  }

  async tokenOf(userId: string): Promise<string> {
    const known = this.#tokens.get(userId);
    if (known !== undefined) return known;
    const body = JSON.stringify({ userId, expiresInSeconds: 86_400 });
    const answer = await fetch(`${this.#server.address("url")}/local/token`, { method: "POST", body });
    const { token } = Token.parse(await answer.json());
    this.#tokens.set(userId, token);
    return token;
  }

  post(userId: string, path: string, body: object): Promise<unknown> {
    return this.request(userId, { method: "POST", path: `/internal-chats${path}`, body });
  }

  /** Makes a request to a path below the location. @throws Error on an answer other than 2xx */
  async request(
    userId: string,
    {
      method = "GET",
      path,
      body,
    }: { readonly method?: string; readonly path: string; readonly body?: object },
  ): Promise<unknown> {
    const url = `${this.#server.address("url")}/locations/${this.locationId}${path}`;
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
    return this.#server.usage();
  }

  memory() {
    return this.#server.memory();
  }

  async stop(): Promise<void> {
    this.#client.destroy();
    await this.#server.stop();
  }
}
