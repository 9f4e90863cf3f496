import * as z from "zod";
import { type Dice, diceOf, seedFor } from "../../local/chaos/dice.ts";
import type { LocalCloud } from "../../local/local-cloud.ts";
import { type BadRequest, badRequest } from "./bad-requests.ts";
import type { FuzzResult } from "./run-fuzz.ts";

/** Requests under way at once. */
const CONCURRENCY = 4;

/** Characters that no HTTP header can hold. */
const NO_HEADER = /[^\t\x20-\x7e\x80-\xff]/;

const ErrorBody = z.strictObject({
  statusCode: z.number().min(400).max(499),
  code: z.string(),
  error: z.string(),
  message: z.union([z.string(), z.array(z.string()).max(20)]),
  reason: z.string().optional(),
  traceId: z.string().min(1),
});

/** Sends bad requests to all routes: none may be answered by a 5xx, and each error must have the API's shape. */
export async function runRequestFuzz(
  cloud: LocalCloud,
  { seed, requests }: { seed: number; requests: number },
): Promise<FuzzResult> {
  const lifetime = { expiresInSeconds: 86_400 };
  const tokens = {
    user: await cloud.issuer.issue({ userId: "ana", ...lifetime }),
    service: await cloud.issuer.issue({ scope: "directory.write", ...lifetime }),
    stranger: await cloud.issuer.issue({ userId: "zoe", ...lifetime }),
    odd: await cloud.issuer.issue({ userId: "x#".repeat(500), ...lifetime }),
  };
  const share = Math.ceil(requests / CONCURRENCY);
  const wrong: string[] = [];
  const fuzz = async (dice: Dice) => {
    for (let sent = 0; sent < share; sent += 1) {
      const request = badRequest(dice, { locationId: "loc-main" });
      const problem = await problemWith(cloud.url, request, tokenFor(request, tokens));
      if (problem !== undefined) wrong.push(`${request.method} ${request.path}: ${problem}`);
    }
  };
  const dices = Array.from({ length: CONCURRENCY }, (_, index) => diceOf(seedFor(seed, `request ${index}`)));
  await Promise.all(dices.map(fuzz));
  return { sent: share * CONCURRENCY, answered: share * CONCURRENCY, wrong };
}

type Tokens = Readonly<Record<"user" | "service" | "stranger" | "odd", string>>;

function tokenFor({ token, wants }: BadRequest, tokens: Tokens): string | undefined {
  const isService = (token === "right") === (wants === "service");
  if (token === "right" || token === "wrong_kind") return isService ? tokens.service : tokens.user;
  if (token === "stranger") return tokens.stranger;
  return token === "odd_user" ? tokens.odd : undefined;
}

/** What is wrong with the answer; undefined if nothing is. */
async function problemWith(url: string, request: BadRequest, token?: string): Promise<string | undefined> {
  const { method, headers, body, query } = request;
  const possible = Object.entries(headers).filter(([, value]) => !NO_HEADER.test(value));
  const answer = await fetch(`${url}${pathOf(request)}?${new URLSearchParams(query)}`, {
    method,
    headers: { ...Object.fromEntries(possible), ...(token && { authorization: `Bearer ${token}` }) },
    ...(body !== undefined && { body }),
  });
  const text = await answer.text();
  if (answer.status < 400) return undefined;
  const isError = ErrorBody.safeParse(JSON.parse(text)).success;
  return isError ? undefined : `${answer.status} ${text.slice(0, 200)}`;
}

function pathOf({ path, params }: BadRequest): string {
  return path.replaceAll(/\{(\w+)\}/g, (_, name: string) =>
    encodeURIComponent((params[name] ?? "").toWellFormed()),
  );
}
