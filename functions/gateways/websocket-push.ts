import {
  type ApiGatewayManagementApiClient,
  DeleteConnectionCommand,
  PostToConnectionCommand,
} from "@aws-sdk/client-apigatewaymanagementapi";
import pLimit from "p-limit";
import type { Connection } from "../domain/connections/connection.ts";
import type { Push, Undelivered } from "../domain/connections/ports.ts";
import { asError } from "../domain/errors.ts";
import type { Log } from "../domain/ports.ts";
import type { ErrorFrame, ServerEvent } from "../domain/server-events.ts";

/** Concurrent posts: enough to reach 100 participants in a few round trips, with few HTTP connections. */
const CONCURRENT_POSTS = 40;

type Outcome = "delivered" | "gone" | "failed";

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
  ): Promise<Undelivered<Target>> {
    const data = Buffer.from(JSON.stringify(frame), "utf8");
    const outcomes = await this.#limit.map(targets, (target) => this.#postOne(target, data));
    const those = (wanted: Outcome) => targets.filter((_, index) => outcomes[index] === wanted);
    return { gone: those("gone"), failed: those("failed") };
  }

  async close(connectionId: string): Promise<void> {
    try {
      await this.#client.send(new DeleteConnectionCommand({ ConnectionId: connectionId }));
    } catch (error) {
      if (!isGone(error)) this.#log.warn("connection not closed", { connectionId, cause: asError(error) });
    }
  }

  /** After a failure, `sync` finds the event in the log. */
  async #postOne({ connectionId }: Pick<Connection, "connectionId">, data: Uint8Array): Promise<Outcome> {
    try {
      await this.#client.send(new PostToConnectionCommand({ ConnectionId: connectionId, Data: data }));
      return "delivered";
    } catch (error) {
      if (isGone(error)) return "gone";
      this.#log.warn("push not delivered", { connectionId, cause: asError(error) });
      return "failed";
    }
  }
}

/** By name, or by status: the SDK names an answer without a body that it can read `UnknownError`. */
function isGone(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  if (error.name === "GoneException") return true;
  return "$metadata" in error && Object(error.$metadata).httpStatusCode === 410;
}
