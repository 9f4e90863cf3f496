import {
  type ApiGatewayManagementApiClient,
  DeleteConnectionCommand,
  PostToConnectionCommand,
} from "@aws-sdk/client-apigatewaymanagementapi";
import pLimit from "p-limit";
import type { Connection } from "../domain/connections/connection.ts";
import type { Push } from "../domain/connections/ports.ts";
import { asError } from "../domain/errors.ts";
import type { Log } from "../domain/ports.ts";
import type { ErrorFrame, ServerEvent } from "../domain/server-events.ts";

/** Concurrent posts: enough to reach 100 participants in a few round trips, with few HTTP connections. */
const CONCURRENT_POSTS = 40;

/** Pushes events to sockets through API Gateway's management API. */
export class WebsocketPush implements Push {
  readonly #client: ApiGatewayManagementApiClient;
  readonly #log: Log;
  readonly #limit = pLimit(CONCURRENT_POSTS);

  constructor(client: ApiGatewayManagementApiClient, log: Log) {
    this.#client = client;
    this.#log = log;
  }

  async post<Target extends Pick<Connection, "connectionId">>(
    targets: readonly Target[],
    frame: ServerEvent | ErrorFrame,
  ): Promise<Target[]> {
    const data = Buffer.from(JSON.stringify(frame), "utf8");
    const gone = await this.#limit.map(targets, (target) => this.#postOne(target, data));
    return targets.filter((_, index) => gone[index]);
  }

  async close(connectionId: string): Promise<void> {
    try {
      await this.#client.send(new DeleteConnectionCommand({ ConnectionId: connectionId }));
    } catch (error) {
      if (!isGone(error)) this.#log.warn("connection not closed", { connectionId, cause: asError(error) });
    }
  }

  /** @returns whether the connection is gone. After any other failure, `sync` finds the event in the log. */
  async #postOne({ connectionId }: Pick<Connection, "connectionId">, data: Uint8Array): Promise<boolean> {
    try {
      await this.#client.send(new PostToConnectionCommand({ ConnectionId: connectionId, Data: data }));
      return false;
    } catch (error) {
      if (isGone(error)) return true;
      this.#log.warn("push not delivered", { connectionId, cause: asError(error) });
      return false;
    }
  }
}

/** Looks at the error's name, which is always set; its status code is not. */
function isGone(error: unknown): boolean {
  return error instanceof Error && error.name === "GoneException";
}
