import { routes } from "../../functions/rest/routes.ts";
import type { Dice } from "../../local/chaos/dice.ts";
import { chance, pick } from "../run/random-choice.ts";
import { badIds, badNames, badTexts } from "./bad-values.ts";
import { spoil, spoiledText, withUnknownField } from "./spoil.ts";
import { validRequests } from "./valid-requests.ts";

/** Whose token a request has: one that its route wants, or another one. */
type TokenKind = "right" | "none" | "wrong_kind" | "stranger" | "odd_user";

type Texts = Readonly<Record<string, string>>;

/** A request to one of the routes; headers other than the token. */
export interface BadRequest {
  readonly method: string;
  /** The route's path, with the names of its parameters. */
  readonly path: string;
  readonly group: (typeof routes)[number]["group"];
  readonly wants: (typeof routes)[number]["token"];
  readonly token: TokenKind;
  readonly params: Texts;
  readonly query: Texts;
  readonly headers: Texts;
  readonly body?: string;
}

type Draft = BadRequest & { readonly value?: object };

/** Makes the request invalid whatever else it holds; undefined where the route has no such part. */
type Fault = (dice: Dice, draft: Draft) => Draft | undefined;

function withoutToken(dice: Dice, draft: Draft): Draft {
  return { ...draft, token: pick(dice, ["none", "wrong_kind", "stranger", "odd_user"] as const) ?? "none" };
}

const faults: readonly Fault[] = [
  (dice, draft) => {
    const name = pick(dice, Object.keys(draft.params));
    const id = pick(dice, badIds);
    return name && id ? { ...draft, params: { ...draft.params, [name]: id } } : undefined;
  },
  (dice, { value, ...draft }) =>
    value && { ...draft, body: spoiledText(dice, withUnknownField(dice, value)) },
  (dice, draft) =>
    "limit" in draft.query
      ? { ...draft, query: { ...draft.query, limit: pick(dice, ["0", "101", "1.5", "x", "", "-1"]) ?? "" } }
      : undefined,
  (dice, draft) =>
    "cursor" in draft.query
      ? { ...draft, query: { ...draft.query, cursor: pick(dice, badTexts) ?? "" } }
      : undefined,
];

/** All routes but the one that takes nothing. */
const fuzzed = routes.filter(({ token }): boolean => token !== "none");

/**
 * A request with at least one fault. One in five has only faults that may by chance be none, so that some
 * come as far as the use cases.
 * @param ids the ids of its path, where they are valid
 */
export function badRequest(dice: Dice, ids: Texts): BadRequest {
  const draft = spoiledDraft(dice, ids);
  const { value: _value, ...request } = chance(dice, 0.2) ? draft : withFault(dice, draft);
  return request;
}

function withFault(dice: Dice, draft: Draft): Draft {
  const possible = faults.flatMap((fault) => fault(dice, draft) ?? []);
  const spoiled = chance(dice, 0.05) ? undefined : pick(dice, possible);
  return spoiled ?? withoutToken(dice, draft);
}

function spoiledDraft(dice: Dice, ids: Texts): Draft {
  const { method, path, group, token: wants, operation } = pick(dice, fuzzed) ?? routes[0];
  const { query = {}, body: value } = validRequests[operation];
  const names = [...path.matchAll(/\{(\w+)\}/g)].map(([, name = ""]) => name);
  const type = chance(dice, 0.02) ? (pick(dice, badTexts) ?? "") : "application/json";
  const headers = { "content-type": type, ...oddHeader(dice, "Idempotency-Key") };
  return {
    ...{ method, path, group, wants, token: "right" as const, headers },
    params: Object.fromEntries(names.map((name) => [name, ids[name] ?? "unknown"])),
    query: spoiledQuery(dice, query),
    ...(value && { value, body: spoiledText(dice, spoil(dice, value)) }),
  };
}

function spoiledQuery(dice: Dice, query: Texts): Texts {
  const kept = Object.entries(query).filter(() => chance(dice, 0.5));
  return Object.fromEntries(
    kept.map(([name, value]) => [name, chance(dice, 0.5) ? (pick(dice, badTexts) ?? "") : value]),
  );
}

function oddHeader(dice: Dice, name: string): Texts {
  return chance(dice, 0.2) ? { [name]: pick(dice, [...badTexts, ...badNames]) ?? "" } : {};
}
