import { isObject, objectOf, parseJson } from "../json.ts";
import type { Invoke } from "../lambda/invoker.ts";
import type { Connection } from "./connection.ts";
import type { Events } from "./events.ts";
import type { WebSocketDefinition } from "./websocket-definition.ts";

export interface FramesInput {
  readonly definition: WebSocketDefinition;
  readonly events: Events;
  readonly invoke: Invoke;
  /** `arn:…:{api id}/{stage}`. A Lambda permission names it with a route key. */
  readonly stageArn: string;
  readonly onFrame?: FrameHook | undefined;
}

/** Wraps the handling of a frame. Resolves to the reply to the client, if there is one. */
export type FrameHook = (
  connection: Connection,
  handle: () => Promise<string | undefined>,
) => Promise<string | undefined>;

/** Routes a text frame to its function. Resolves to the reply to the client, if there is one. */
export function createFrameHandler({ definition, events, invoke, stageArn, onFrame }: FramesInput) {
  const handle = async (connection: Connection, text: string): Promise<string | undefined> => {
    const selected = objectOf(parseJson(text))[definition.selector];
    const route =
      (typeof selected === "string" && !selected.startsWith("$") && definition.routes.get(selected)) ||
      definition.routes.get("$default");
    const { connectionId } = connection;
    const event = events.message(connection, route ? route.routeKey : "$default", text);
    const { requestId } = event.requestContext;
    if (!route) return JSON.stringify({ message: "Forbidden", connectionId, requestId });
    const result = await invoke(route.functionArn, `${stageArn}/${route.routeKey}`, event);
    if (result.kind !== "result") {
      return JSON.stringify({ message: "Internal server error", connectionId, requestId });
    }
    const answer = parseJson(result.payload);
    if (!route.respond || !isObject(answer)) return undefined;
    return typeof answer.body === "string" && answer.body !== "" ? answer.body : undefined;
  };
  if (!onFrame) return handle;
  return (connection: Connection, text: string) => onFrame(connection, () => handle(connection, text));
}
