import * as z from "zod";
import type { TestCloud } from "./local-cloud.ts";
import { checkAnswer } from "./rest-contract.ts";

/** An answer of the REST API, with its body read as JSON. */
export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  readonly body: unknown;
}

export interface Api {
  request(
    method: string,
    path: string,
    init?: { body?: unknown; headers?: Record<string, string> },
  ): Promise<Answer>;
  get(path: string): Promise<Answer>;
  post(path: string, body: unknown): Promise<Answer>;
  put(path: string, body: unknown): Promise<Answer>;
}

/**
 * A client of the REST API with a token, or without one. A string body is sent as it is. The OpenAPI document must
 * describe every answer.
 */
export function apiWith(cloud: TestCloud, token?: string): Api {
  const request: Api["request"] = async (method, path, { body, headers = {} } = {}) => {
    const response = await fetch(`${cloud.url}${path}`, {
      method,
      headers: {
        ...(token !== undefined && { authorization: `Bearer ${token}` }),
        ...(body !== undefined && { "content-type": "application/json" }),
        ...headers,
      },
      ...(body !== undefined && { body: typeof body === "string" ? body : JSON.stringify(body) }),
    });
    const text = await response.text();
    const parsed: unknown = text === "" ? undefined : JSON.parse(text);
    const answer = { status: response.status, headers: response.headers, body: parsed };
    checkAnswer({ method, path, ...answer });
    return answer;
  };
  return {
    request,
    get: (path) => request("GET", path),
    post: (path, body) => request("POST", path, { body }),
    put: (path, body) => request("PUT", path, { body }),
  };
}

/** A client of the REST API as one of the demo users. */
export async function apiAs(cloud: TestCloud, userId: string): Promise<Api> {
  return apiWith(cloud, await cloud.issuer.issue({ userId }));
}

export const chats = "/locations/loc-main/internal-chats";

const Failure = z.object({
  statusCode: z.number(),
  code: z.string(),
  error: z.string(),
  message: z.union([z.string(), z.array(z.string())]),
  traceId: z.string().min(1),
});

/** Status and code of a failure, whose body must have the documented shape; of a success, the status alone. */
export function codeOf({ status, body }: Answer): string {
  if (status < 400) return String(status);
  const failure = Failure.parse(body);
  const consistent = failure.statusCode === status && Array.isArray(failure.message) === (status === 422);
  return consistent ? `${status} ${failure.code}` : `${status} in a wrong shape: ${JSON.stringify(body)}`;
}

const ChatBody = z.looseObject({ id: z.string(), participantIds: z.array(z.string()), lastSeq: z.number() });

/** Starts a chat and returns it. */
export async function startChat(api: Api, participantIds: string[], more: object = {}) {
  const { status, body } = await api.post(chats, { participantIds, ...more });
  if (status !== 201) throw new Error(`no chat: ${status} ${JSON.stringify(body)}`);
  return ChatBody.parse(body);
}

export const EntryBody = z.looseObject({
  chatId: z.string(),
  seq: z.number(),
  kind: z.string(),
  userId: z.string(),
  body: z.string().optional(),
  clientMessageId: z.string().optional(),
});
export type EntryBody = z.infer<typeof EntryBody>;

const LogPage = z.object({
  entries: z.array(EntryBody),
  lastSeq: z.number(),
  nextBeforeSeq: z.number().optional(),
});

/** The whole log of a chat, page by page, oldest first. */
export async function readLog(api: Api, chatId: string): Promise<EntryBody[]> {
  const log: EntryBody[] = [];
  for (let after = 0; ; ) {
    const page = LogPage.parse(
      (await api.get(`${chats}/${chatId}/messages?limit=100&afterSeq=${after}`)).body,
    );
    log.push(...page.entries);
    after = page.entries.at(-1)?.seq ?? after;
    if (after >= page.lastSeq) return log;
  }
}
