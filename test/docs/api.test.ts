import { expect, it } from "vitest";
import type * as z from "zod";
import { ChatError, ErrorCode } from "../../functions/domain/errors.ts";
import { ServerEvent } from "../../functions/domain/server-events.ts";
import { failureOf } from "../../functions/middleware/error-table.ts";
import { routes } from "../../functions/rest/routes.ts";
import { acks } from "../../functions/websocket/acks.ts";
import { frames } from "../../functions/websocket/frames.ts";
import { codeIn, read, rowsOf } from "./page.ts";

/** The tables of `docs/api.md` are written by hand; these tests hold them to the code. */
const page = read("docs/api.md");

/** The row of an action: name, fields, fields of the ack, each as the names in backticks. */
function rowOf(action: string): string[][] {
  const row = rowsOf(page, "action").find(([name]) => name === `\`${action}\``) ?? [];
  return row.map(codeIn);
}

/** The fields of a schema besides those that every frame has; an optional one ends with `?`. */
function fieldsOf({ shape }: { readonly shape: Readonly<Record<string, z.ZodType>> }): string[] {
  const common = new Set(["action", "requestId", "type"]);
  return Object.entries(shape)
    .filter(([name]) => !common.has(name))
    .map(([name, field]) => (field.safeParse(undefined).success ? `${name}?` : name));
}

it("has one row for each route with its kind of token, and no other", () => {
  const listed = rowsOf(page, "method and path").map(
    ([route = "", token]) => `${codeIn(route)[0]?.replace("…", "/locations/{locationId}")} ${token}`,
  );
  const existing = routes.map(({ method, path, token }) => `${method} ${path} ${token}`);
  expect(listed.sort()).toEqual(existing.sort());
});

it("has one row for each error code with its status, and no other", () => {
  const listed = rowsOf(page, "code").map(([code = "", status]) => `${codeIn(code)[0]} ${status}`);
  const existing = ErrorCode.options.map(
    (code) => `${code} ${failureOf(new ChatError(code, "")).statusCode}`,
  );
  expect(listed.sort()).toEqual(existing.sort());
});

it("has one row for each action of a client, and no other", () => {
  const listed = rowsOf(page, "action").flatMap(([action = ""]) => codeIn(action));
  expect(listed.sort()).toEqual(Object.keys(frames).sort());
});

it.each(Object.entries(frames))("names the fields of a %s frame", (action, frame) => {
  const [, fields] = rowOf(action);
  expect(fields).toEqual(fieldsOf(frame));
});

it.each(Object.entries(acks))("names the fields of the ack of %s", (action, ack) => {
  const [, , fields] = rowOf(action);
  expect(fields).toEqual(fieldsOf(ack));
});

it("has one row for each event of the server with its fields, and no other", () => {
  const listed = rowsOf(page, "event").flatMap(([event = ""]) => codeIn(event));
  const existing = ServerEvent.options.map(({ shape: { type, ...fields } }) => {
    const names = [`type: "${type.value}"`, ...Object.keys(fields)];
    return `{${names.join(", ")}}`;
  });
  expect(listed.sort()).toEqual(existing.sort());
});
