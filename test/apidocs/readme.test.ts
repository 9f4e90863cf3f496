import { readFileSync } from "node:fs";
import { expect, it } from "vitest";
import { ServerEvent } from "../../functions/domain/server-events.ts";
import { routes } from "../../functions/rest/routes.ts";
import { frames } from "../../functions/websocket/frames.ts";

/** The README's tables are an overview for people: written by hand, and complete. */
const rows = readFileSync("README.md", "utf8")
  .split("\n")
  .filter((line) => line.startsWith("| `"))
  .map((line) => line.split(/(?<!\\)\|/).map((cell) => cell.trim()));

it("README lists every route with its kind of token, and no other", () => {
  const listed = rows.flatMap(([, methods = "", token = ""]) => {
    const path = /[/…][^`]*/.exec(methods)?.[0].replace("…", "/locations/{locationId}");
    const found = methods.match(/\b(GET|POST|PUT|PATCH|DELETE)\b/g) ?? [];
    return path === undefined ? [] : found.map((method) => `${method} ${path} ${/\w+/.exec(token)?.[0]}`);
  });
  const existing = routes.map(({ method, path, token }) => `${method} ${path} ${token}`);
  expect(listed.sort()).toEqual(existing.sort());
});

it("README lists every action of a client", () => {
  const names = rows.map(([, name]) => name);
  expect(Object.keys(frames).filter((action) => !names.includes(`\`${action}\``))).toEqual([]);
});

it("README lists every event of the server", () => {
  const cells = rows.map(([, cell = ""]) => cell);
  const types = ServerEvent.options.map(({ shape }) => shape.type.value);
  expect(types.filter((type) => !cells.some((cell) => cell.startsWith(`\`{type: "${type}"`)))).toEqual([]);
});
