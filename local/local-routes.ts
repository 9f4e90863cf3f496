import * as z from "zod";
import { people } from "./demo/people.ts";
import { errorAnswer } from "./error-answer.ts";
import { type HttpAnswer, type HttpRequest, json } from "./http.ts";
import { parseJson } from "./json.ts";
import type { DeliveredNotification } from "./messaging/notifications.ts";
import { decode } from "./rest/router.ts";
import { Verdict } from "./s3/scanner.ts";
import type { TokenIssuer } from "./tokens/token-issuer.ts";
import type { Usage } from "./usage.ts";

export interface LocalRoutesInput {
  readonly issuer: TokenIssuer;
  readonly notifications: (userId?: string) => readonly DeliveredNotification[];
  /** Takes a token or a device id. Returns false for an unknown device. */
  readonly disableDevice: (device: string) => boolean;
  readonly usage: () => Usage;
  readonly setVerdict: (verdict: Verdict) => void;
}

const Id = z.string().regex(/^[A-Za-z0-9_-]{1,64}$/, "must be 1-64 characters of A-Z a-z 0-9 _ -");
/** In seconds. */
const month = 86_400 * 30;

const TokenRequest = z
  .strictObject({
    userId: Id.optional(),
    actAs: Id.optional(),
    scope: z.string().min(1).max(256).optional(),
    expiresInSeconds: z.int().min(-month).max(month).optional(),
  })
  .refine(({ userId, scope }) => userId !== undefined || scope !== undefined, "must name a userId or a scope")
  .refine(({ userId, actAs }) => actAs === undefined || userId !== undefined, {
    path: ["actAs"],
    message: "needs userId, the actor",
  });

const ScannerRequest = z.strictObject({ verdict: Verdict });

type Answer = (request: HttpRequest) => Promise<HttpAnswer>;

interface Route {
  readonly method: string;
  readonly answer: Answer;
}

/** Answers the routes below `/local`, which exist only in the local cloud. */
export function createLocalRoutes(input: LocalRoutesInput): Answer {
  const routes = routesFor(input);
  return async (request) => {
    const path = request.path.replace(/\/$/, "").replace(/^(\/local\/devices)\/[^/]+(?=\/)/, "$1/{device}");
    const route = routes[path];
    if (!route)
      return errorAnswer(404, "not_found", `no such path; the paths are ${Object.keys(routes).join(", ")}`);
    if (route.method !== request.method)
      return errorAnswer(405, "method_not_allowed", `only ${route.method}`);
    return route.answer(request);
  };
}

function routesFor(input: LocalRoutesInput): Readonly<Record<string, Route>> {
  const { issuer, notifications, usage, setVerdict } = input;
  return {
    "/local/users": get(() => ({ users: people.map(({ assignedDataOnly: _, ...person }) => person) })),
    "/local/token": {
      method: "POST",
      answer: (request) =>
        answerTo(request, TokenRequest, async (wanted) => ({ token: await issuer.issue(wanted) })),
    },
    "/local/jwks.json": get(() => issuer.jwks),
    "/local/notifications": get(({ query }) => ({
      notifications: notifications(query.get("userId") ?? undefined),
    })),
    "/local/devices/{device}/disable": { method: "POST", answer: (request) => disable(request, input) },
    "/local/scanner": {
      method: "PUT",
      answer: (request) =>
        answerTo(request, ScannerRequest, async ({ verdict }) => {
          setVerdict(verdict);
          return { verdict };
        }),
    },
    "/local/usage": get(() => usage()),
  };
}

function get(content: (request: HttpRequest) => object): Route {
  return { method: "GET", answer: async (request) => json(200, content(request)) };
}

async function disable({ path }: HttpRequest, { disableDevice }: LocalRoutesInput): Promise<HttpAnswer> {
  if (disableDevice(decode(path.split("/")[3] ?? ""))) return json(200, { disabled: true });
  return errorAnswer(404, "not_found", "no such device");
}

async function answerTo<Schema extends z.ZodType>(
  { body }: HttpRequest,
  schema: Schema,
  act: (wanted: z.output<Schema>) => Promise<object>,
): Promise<HttpAnswer> {
  const content = parseJson(body);
  if (content === undefined) return errorAnswer(400, "malformed_json", "the body is not JSON");
  const parsed = schema.safeParse(content);
  if (parsed.success) return json(200, await act(parsed.data));
  const problems = parsed.error.issues.map(({ path, message }) => `${path.join(".") || "body"}: ${message}`);
  return errorAnswer(422, "invalid_request", problems);
}
