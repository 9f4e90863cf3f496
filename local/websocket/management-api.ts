import type { IncomingMessage, Server } from "node:http";
import { createEndpoint, type HttpAnswer, json, readBody } from "../http.ts";
import type { Connection } from "./connection.ts";
import type { Connections } from "./connections.ts";

/** AWS's limit on what one post carries, in bytes. */
const postLimit = 128 * 1024;
/** Unsent bytes at which a connection counts as dead: its client reads nothing any more. */
const backlogLimit = 4 * 1024 * 1024;

export interface ManagementApiInput {
  readonly stage: string;
  readonly connections: Connections;
  /** Whether the caller, known by its credentials, may do this to a connection: IAM's ManageConnections. */
  readonly mayManage: (authorization: string | undefined, method: string) => boolean;
  readonly onPush: () => void;
  /** Stands between a post and the socket. */
  readonly onPost?: PostHook;
}

/** Sends a post now, later, never or twice; says what its caller is told. */
export type PostHook = (connection: Connection, send: () => void) => "sent" | "gone";

const straight: PostHook = (_, send) => {
  send();
  return "sent";
};

/** The `@connections` API on which functions post to clients. */
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
  { body, connections, onPush, onPost = straight }: Operation,
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
