import type { IncomingMessage, Server } from "node:http";
import { createEndpoint } from "../endpoint.ts";
import { type HttpAnswer, json, readBody } from "../http.ts";
import type { Connection } from "./connection.ts";
import type { Connections } from "./connections.ts";

/** AWS's limit on the body of a post, in bytes. */
const postLimit = 128 * 1024;
/** In bytes. A connection with more unsent data counts as dead, because its client no longer reads. */
const backlogLimit = 4 * 1024 * 1024;

export interface ManagementApiInput {
  readonly stage: string;
  readonly connections: Connections;
  /** Whether the caller, identified by its credentials, has IAM's ManageConnections for the method. */
  readonly mayManage: (authorization: string | undefined, method: string) => boolean;
  readonly onPush: () => void;
  readonly onPost?: PostHook;
}

/** Wraps the sending of a post, which it may delay, drop or repeat. Returns the outcome for the caller. */
export type PostHook = (connection: Connection, send: () => void) => "sent" | "gone";

const sendNow: PostHook = (_, send) => {
  send();
  return "sent";
};

/** The `@connections` API, by which functions post to clients and close connections. */
export function createManagementApi(input: ManagementApiInput): Server {
  return createEndpoint((message) => handle(message, input));
}

async function handle(message: IncomingMessage, input: ManagementApiInput): Promise<HttpAnswer> {
  const method = message.method ?? "GET";
  const prefix = `/${input.stage}/@connections/`;
  const body = await readBody(message, postLimit);
  if (!message.url?.startsWith(prefix)) return refuse(403, "ForbiddenException", "Forbidden");
  if (!input.mayManage(message.headers.authorization, method)) {
    return refuse(
      403,
      "AccessDeniedException",
      "User is not authorized to perform: execute-api:ManageConnections",
    );
  }
  if (body === undefined) return refuse(413, "PayloadTooLargeException", "Payload too large");
  const connection = input.connections.get(decodeURIComponent(message.url.slice(prefix.length)));
  if (!connection || connection.socket.readyState !== connection.socket.OPEN) {
    return refuse(410, "GoneException", "Gone");
  }
  return operate(method, connection, { ...input, body });
}

type Operation = ManagementApiInput & { readonly body: string };

function operate(
  method: string,
  connection: Connection,
  { body, connections, onPush, onPost = sendNow }: Operation,
): HttpAnswer {
  const { socket, connectionId } = connection;
  switch (method) {
    case "POST":
      if (socket.bufferedAmount > backlogLimit) {
        socket.terminate();
        return refuse(410, "GoneException", "Gone");
      }
      if (onPost(connection, () => socket.send(body)) === "gone") return refuse(410, "GoneException", "Gone");
      connections.touch(connectionId);
      onPush();
      return { status: 200, headers: [], body: "" };
    case "DELETE":
      socket.close(1000);
      return { status: 204, headers: [], body: "" };
    case "GET":
      return json(200, {
        connectedAt: new Date(connection.connectedAt).toISOString(),
        lastActiveAt: new Date(connection.lastActiveAt).toISOString(),
        identity: { sourceIp: connection.sourceIp, userAgent: connection.userAgent },
      });
    default:
      return refuse(405, "MethodNotAllowedException", "Method Not Allowed");
  }
}

function refuse(status: number, errorType: string, message: string): HttpAnswer {
  const answer = json(status, { message });
  return { ...answer, headers: [...answer.headers, ["x-amzn-ErrorType", errorType]] };
}
