import * as z from "zod";
import type { Caller } from "../domain/directory/access.ts";
import type { Location } from "../domain/directory/location.ts";
import { ChatError } from "../domain/errors.ts";
import { parse } from "../middleware/parse.ts";

/** A request that has passed its route's gates. */
interface Admitted {
  /** Whose token it is; absent on public and service routes. */
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

/** One operation of the API. `query` and `body` are the schemas that its requests are parsed by. */
export interface Operation<Ports> {
  readonly query: z.ZodType;
  readonly body: z.ZodType;
  run(ports: Ports, admitted: Admitted): Promise<Answer>;
}

/** The schema of a query or body that an operation does not look at. */
export const Ignored = z.unknown();

interface Parsed<Query extends z.ZodType, Body extends z.ZodType> {
  readonly params: PathParams;
  readonly headers: Headers;
  readonly query: z.output<Query>;
  readonly body: z.output<Body>;
}

interface Definition<Request, Ports, Query extends z.ZodType, Body extends z.ZodType> {
  readonly query: Query;
  readonly body: Body;
  handle(ports: Ports, request: Request): Promise<Answer>;
}

/** An operation that knows no user: public, or the CRM platform's. */
export function operation<Ports, Query extends z.ZodType, Body extends z.ZodType>(
  definition: Definition<Parsed<Query, Body>, Ports, Query, Body>,
): Operation<Ports> {
  return {
    query: definition.query,
    body: definition.body,
    run: async (ports, admitted) => definition.handle(ports, parsed(definition, admitted)),
  };
}

/** An operation of a signed-in user. */
export function userOperation<Ports, Query extends z.ZodType, Body extends z.ZodType>(
  definition: Definition<Parsed<Query, Body> & { readonly caller: Caller }, Ports, Query, Body>,
): Operation<Ports> {
  return {
    query: definition.query,
    body: definition.body,
    run: async (ports, admitted) => {
      const { caller } = admitted;
      if (caller === undefined) throw new ChatError("unauthenticated", "This needs a user's token");
      return definition.handle(ports, { ...parsed(definition, admitted), caller });
    },
  };
}

/** An operation of a signed-in user in a location. */
export function locationOperation<Ports, Query extends z.ZodType, Body extends z.ZodType>(
  definition: Definition<
    Parsed<Query, Body> & { readonly caller: Caller; readonly location: Location },
    Ports,
    Query,
    Body
  >,
): Operation<Ports> {
  return {
    query: definition.query,
    body: definition.body,
    run: async (ports, admitted) => {
      const { caller, location } = admitted;
      if (caller === undefined || location === undefined)
        throw new ChatError("not_in_location", "This needs a location");
      return definition.handle(ports, { ...parsed(definition, admitted), caller, location });
    },
  };
}

function parsed<Query extends z.ZodType, Body extends z.ZodType>(
  { query, body }: { readonly query: Query; readonly body: Body },
  admitted: Admitted,
): Parsed<Query, Body> {
  const { params, headers } = admitted;
  return { params, headers, query: parse(query, admitted.query), body: parse(body, admitted.body) };
}

/** An id in the path; the route has it, or it names nothing. */
export function pathId(params: PathParams, name: string): string {
  return params[name] ?? "";
}
