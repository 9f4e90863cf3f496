import * as z from "zod";
import type { Fetch } from "../../client/protocol.ts";
import type { FakeServer } from "./fake-server.ts";

const Sent = z.object({ clientMessageId: z.string(), body: z.string() });

/** A `fetch` that is answered by the fake server. */
export function fakeFetch(server: FakeServer): Fetch {
  return async (url, { method, headers, body = "null", signal }) => {
    signal.throwIfAborted();
    await Promise.resolve();
    const { pathname, searchParams } = new URL(url);
    server.received.push(`${method} ${pathname}`);
    const fault = server.nextFault();
    if (server.isDown || fault === "lost") throw new TypeError("fetch failed");
    const token = headers.authorization?.replace("Bearer ", "");
    if (server.validToken !== undefined && server.validToken !== token) {
      return respond(401, { code: "unauthenticated" });
    }
    if (server.refusal) return respond(server.refusal.statusCode, server.refusal);
    const afterSeq = Number(searchParams.get("afterSeq") ?? 0);
    const result = answer(server, { method, pathname, afterSeq, body: JSON.parse(body) });
    if (fault === "unanswered" || fault === "cut" || fault === "binary") throw new TypeError("fetch failed");
    if (fault === "failed") return respond(503, { code: "unavailable" });
    return result === undefined ? respond(404, { code: "not_found" }) : respond(200, result);
  };
}

interface Request {
  readonly method: string;
  readonly pathname: string;
  readonly afterSeq: number;
  readonly body: unknown;
}

function answer(server: FakeServer, { method, pathname, afterSeq, body }: Request): object | undefined {
  const [, , , resource, chatId, below] = pathname.split("/");
  if (resource === "users") return { users: [] };
  if (chatId === undefined) return { chats: [...server.logs.values()].map((log) => log.view()).reverse() };
  const log = server.logs.get(chatId);
  if (log === undefined || below === undefined) return log?.view();
  if (method === "GET") return log.after(afterSeq, 100);
  const sent = Sent.parse(body);
  return server.append("ana", chatId, sent.body, { key: sent.clientMessageId });
}

function respond(status: number, body: object) {
  const text = async () => JSON.stringify(body);
  return { status, headers: new Headers(), text };
}
