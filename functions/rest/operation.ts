import type * as z from "zod";
import type { Caller } from "../domain/directory/access.ts";
import type { Location } from "../domain/directory/location.ts";
import type { ChatItem } from "../domain/directory/ports.ts";
import { ChatError } from "../domain/errors.ts";
import type { ChatRef } from "../domain/log/chat-header.ts";
import { parse } from "../middleware/parse.ts";

/** A request that has passed its route's gates. */
interface Admitted {
  /** The owner of the token; absent on public and service routes. */
  readonly caller?: Caller | undefined;
  /** The location in the path, where the caller has part in it; absent where the path has none. */
  readonly location?: Location | undefined;
  /** Ids in the path. */
  readonly params: PathParams;
  /** Names in lower case. */
  readonly headers: Headers;
  readonly query: unknown;
  readonly body: unknown;
}

type Headers = Readonly<Record<string, string | undefined>>;

export type PathParams = Readonly<Record<string, string | undefined>>;

export interface Answer {
  readonly status: 200 | 201 | 204;
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
}

/** One operation of the API. */
export interface Operation<Ports> {
  /** The schema of its query; absent where it takes none. */
  readonly query?: z.ZodType | undefined;
  /** The schema of its body; absent where it takes none. */
  readonly body?: z.ZodType | undefined;
  /** The items that its use case reads first. */
  readonly prefetch: readonly ChatItem[];
  run(ports: Ports, admitted: Admitted): Promise<Answer>;
}

interface Parsed<Query, Body> {
  readonly params: PathParams;
  readonly headers: Headers;
  readonly query: Query;
  readonly body: Body;
}

interface Schemas<Query, Body> {
  readonly query?: z.ZodType<Query>;
  readonly body?: z.ZodType<Body>;
}

interface Definition<Ports, Context, Query, Body> extends Schemas<Query, Body> {
  readonly prefetch?: readonly ChatItem[];
  handle(ports: Ports, request: Parsed<Query, Body> & Context): Promise<Answer>;
}

/** @param contextOf the part of an admitted request that handlers of this kind get besides */
function kindOfOperation<Context>(contextOf: (admitted: Admitted) => Context) {
  return <Ports, Query, Body>({
    query,
    body,
    prefetch = [],
    handle,
  }: Definition<Ports, Context, Query, Body>): Operation<Ports> => ({
    query,
    body,
    prefetch,
    run: async (ports, admitted) =>
      handle(ports, {
        ...contextOf(admitted),
        ...parsed({ ...(query && { query }), ...(body && { body }) }, admitted),
      }),
  });
}

/** An operation without a user: public, or the CRM platform's. */
export const operation = kindOfOperation(() => ({}));

/** An operation of a signed-in user. */
export const userOperation = kindOfOperation((admitted) => ({ caller: callerOf(admitted) }));

/** An operation of a signed-in user in a location. */
export const locationOperation = kindOfOperation((admitted) => ({
  caller: callerOf(admitted),
  location: locationOf(admitted),
}));

/** An operation on the chat in the path; whether the chat exists is for the use case to find out. */
export const chatOperation = kindOfOperation((admitted) => {
  const { userId } = callerOf(admitted);
  const { params } = admitted;
  const chat: ChatRef = { locationId: pathId(params, "locationId"), chatId: pathId(params, "chatId") };
  return { userId, chat, location: locationOf(admitted) };
});

function callerOf({ caller }: Admitted): Caller {
  if (caller === undefined) throw new ChatError("unauthenticated", "This needs a user's token");
  return caller;
}

function locationOf({ location }: Admitted): Location {
  if (location === undefined) throw new ChatError("not_in_location", "This needs a location");
  return location;
}

function parsed<Query, Body>(schemas: Schemas<Query, Body>, admitted: Admitted): Parsed<Query, Body>;
function parsed({ query, body }: Schemas<unknown, unknown>, admitted: Admitted): Parsed<unknown, unknown> {
  const { params, headers } = admitted;
  return {
    params,
    headers,
    query: query && parse(query, admitted.query),
    body: body && parse(body, admitted.body),
  };
}

/** An id in the path; `""`, which names nothing, where the route has none of that name. */
export function pathId(params: PathParams, name: string): string {
  return params[name] ?? "";
}

/** 201 for a new result; 200 and a header for the result of an earlier request with the same key. */
export function createdOrReplayed(body: unknown, replayed: boolean): Answer {
  return replayed ? { status: 200, body, headers: { "Idempotent-Replayed": "true" } } : { status: 201, body };
}
