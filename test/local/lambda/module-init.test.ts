import { expect, inject, test } from "vitest";
import { measureBundles } from "../../../bench/bundles/measure-bundles.ts";

test("a function's module loads in a sandbox within ten times a hello-world", {
  timeout: 120_000,
}, async () => {
  const [hello, ...functions] = await measureBundles(inject("assemblyDir"), 7);
  expect(hello?.name).toBe("hello-world");
  expect(functions.map(({ name }) => name)).toEqual(expect.arrayContaining(["chats", "websocket", "stream"]));
  const tooLarge = functions.filter(({ bytes }) => bytes > 400_000);
  const tooSlow = functions.filter(({ ratio }) => ratio > 10);
  expect({ tooLarge, tooSlow }).toEqual({ tooLarge: [], tooSlow: [] });
});
