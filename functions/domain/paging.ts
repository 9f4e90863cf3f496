import * as z from "zod";
import { ChatError } from "./errors.ts";
import { firstFitting } from "./json-size.ts";

/** Values above MAX_SAFE_INTEGER are clamped to it. */
const WholeNumber = z
  .string()
  .regex(/^\d+$/, "must be a whole number")
  .transform((digits) => Math.min(Number(digits), Number.MAX_SAFE_INTEGER))
  .pipe(z.number().int().min(0));

/** `?limit=` of every list. */
export const Limit = WholeNumber.pipe(
  z.number().int().min(1, "must be at least 1").max(100, "must be at most 100"),
)
  .default(20)
  .describe("The maximum number of items on the page.");

/** A sequence number in a query. */
export const Seq = WholeNumber;

/** `?cursor=` of every list. */
export const Cursor = z
  .string()
  .optional()
  .describe("`nextCursor` of the previous page, of the same query by the same user.");

export const NextCursor = z
  .string()
  .optional()
  .describe("Pass it as `cursor` to get the next page. Absent on the last page.");

/** A position in a list, newest first. Later items are older, or equally old with a smaller id. */
export const DatePosition = z.object({ date: z.string(), id: z.string() });
export type DatePosition = z.infer<typeof DatePosition>;

/** @throws ChatError `invalid_cursor` for an altered cursor, and for one of another user or query */
export function openCursor<Position extends z.ZodType>(
  { cursors }: { readonly cursors: Cursors },
  { scope, cursor }: { readonly scope: readonly string[]; readonly cursor: string | undefined },
  position: Position,
): z.output<Position> | undefined {
  if (cursor === undefined) return undefined;
  const opened = position.safeParse(cursors.open(scope, cursor));
  if (!opened.success) throw new ChatError("invalid_cursor", "The cursor does not belong to this list");
  return opened.data;
}

/** Newest first. Equal dates are sorted by id, so that the order is total and positions are unambiguous. */
export function byNewest(one: DatePosition, other: DatePosition): number {
  return compare(other.date, one.date) || compare(other.id, one.id);
}

function compare(one: string, other: string): number {
  if (one === other) return 0;
  return one < other ? -1 : 1;
}

/** A part of a list: at most `limit` items after a position; undefined is the start. */
export interface ListRange<Position> {
  readonly after: Position | undefined;
  readonly limit: number;
}

/** Bytes of JSON on a page, as the API says: a Lambda function can answer with 6 MB (AWS). */
export const MAX_PAGE_BYTES = 4 * 1024 * 1024;

/** The first items that fit on a page. It has at least one, so that every page gets further. */
export function fitPage<Item>(items: readonly Item[]): Item[] {
  const { fitting } = firstFitting(items, MAX_PAGE_BYTES);
  return fitting.length === 0 ? items.slice(0, 1) : fitting;
}

interface ListEnd<Item, Position> {
  /** The position of the last item that was looked for; undefined if the list ends there. */
  readonly end: Position | undefined;
  positionOf(item: Item): Position;
}

/** The items of a page that fit, and the position after which the next page begins, if there is one. */
export function fitList<Item, Position>(
  items: readonly Item[],
  { end, positionOf }: ListEnd<Item, Position>,
): { readonly items: Item[]; readonly next: Position | undefined } {
  const fitting = fitPage(items);
  const last = fitting.length < items.length ? fitting.at(-1) : undefined;
  return { items: fitting, next: last === undefined ? end : positionOf(last) };
}

/** Turns positions in lists into opaque, tamper-proof cursors, and back. */
export interface Cursors {
  /** @param scope the list's owner and query. A cursor opens only under the scope it was sealed with. */
  seal(scope: readonly string[], position: unknown): string;
  /** Undefined for an altered cursor, and for one of another scope. */
  open(scope: readonly string[], cursor: string): unknown;
}
