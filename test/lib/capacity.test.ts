import { expect, it } from "vitest";
import { stages } from "../../lib/stages.ts";
import { idOf, resources, synthesize } from "./synth.ts";

const template = synthesize("prod");
const functions = resources(template, "AWS::Lambda::Function");
const of = (name: string) => functions.get(idOf(template, "AWS::Lambda::Function", name));

it.each(["Authorizer", "Directory", "Stream"])("%s has 100 reserved executions", (name) => {
  expect(of(name)?.ReservedConcurrentExecutions).toBe(100);
});

it("leaves the account's other executions to the functions of people who chat", () => {
  for (const name of ["Chats", "Websocket", "Inbox", "Me"]) {
    expect(of(name)).not.toHaveProperty("ReservedConcurrentExecutions");
  }
  for (const { reservedConcurrency } of Object.values(stages)) {
    const reserved = Object.values(reservedConcurrency).reduce((sum, count) => sum + count, 0);
    expect(reserved).toBeLessThanOrEqual(900); // Lambda keeps 100 of an account's 1,000 for the others
  }
});

it("gives more memory, and with it CPU, to chats and websocket", () => {
  expect(["Chats", "Websocket", "Me"].map((name) => of(name)?.MemorySize)).toEqual([1024, 1024, 512]);
});

it("reserves more executions for the stream than it has concurrent batches", () => {
  for (const { reservedConcurrency, stream } of Object.values(stages)) {
    expect(reservedConcurrency.stream ?? Number.POSITIVE_INFINITY).toBeGreaterThan(
      stream.parallelizationFactor,
    );
  }
});
