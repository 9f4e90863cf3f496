import { describe, expect, it } from "vitest";
import { chat, errorExample, message } from "../../apidocs/examples.ts";
import { checkFrame } from "../support/frame-contract.ts";
import { checkAnswer, type Exchange } from "../support/rest-contract.ts";

/** The checks that every end-to-end test runs under must fail where the contract is broken. */
const chats = "/locations/loc-main/internal-chats";
const got: Exchange = {
  method: "GET",
  path: `${chats}/01ABC?x=1`,
  status: 200,
  headers: new Headers(),
  body: chat,
};

describe("an answer that breaks the contract is caught", () => {
  it("not one that keeps it", () => {
    expect(() => checkAnswer(got)).not.toThrow();
    expect(() => checkAnswer({ ...got, status: 404, body: errorExample("not_found") })).not.toThrow();
  });

  it.each([
    ["a field that is not described", { body: { ...chat, secret: 1 } }, /secret/],
    ["a field that is missing", { body: { ...chat, subject: undefined } }, /subject/],
    ["a field of another type", { body: { ...chat, lastSeq: "2" } }, /lastSeq must be integer/],
    ["a time without milliseconds", { body: { ...chat, dateAdded: "2025-07-15T09:12:04Z" } }, /dateAdded/],
    ["a status that the operation does not have", { status: 201 }, /not documented/],
    [
      "a code that the operation does not have",
      { status: 404, body: errorExample("conflict") },
      /code must be equal/,
    ],
    ["a code under another status", { status: 403, body: errorExample("not_found") }, /code must be equal/],
    [
      "a single message for invalid fields",
      {
        method: "POST",
        path: chats,
        status: 422,
        body: { ...errorExample("invalid_request"), message: "No" },
      },
      /message must be array/,
    ],
    ["a limit without Retry-After", { status: 429, body: errorExample("rate_limited") }, /Retry-After/],
    [
      "a replay that does not say so",
      { method: "POST", path: chats, status: 200, body: chat },
      /Idempotent-Replayed/,
    ],
    ["an answer where no path is", { path: "/nowhere" }, /404 is expected/],
    ["an answer where no method is", { method: "PATCH", path: "/me" }, /405 is expected/],
  ])("%s", (_what, change, problem) => {
    expect(() => checkAnswer({ ...got, ...change })).toThrow(problem);
  });
});

describe("a frame that breaks the contract is caught", () => {
  const ack = { type: "ack", requestId: "r1" };

  it("not one that keeps it", () => {
    expect(() => checkFrame({ ...ack, entry: message }, "send")).not.toThrow();
    expect(() => checkFrame({ type: "bye", code: "access_lost" }, undefined)).not.toThrow();
  });

  it.each([
    ["an ack that carries nothing", ack, "send", /entry/],
    ["an ack of nothing", ack, undefined, /nothing was asked/],
    ["a field that is not described", { ...ack, more: 1 }, "ping", /more/],
    ["an unknown event", { type: "reaction" }, undefined, /event.reaction is not documented/],
    ["an unknown reason", { type: "bye", code: "bored" }, undefined, /code/],
    ["an entry that lost its kind", { type: "entry", entry: { ...message, kind: 1 } }, undefined, /kind/],
  ])("%s", (_what, frame, action, problem) => {
    expect(() => checkFrame(frame, action)).toThrow(problem);
  });
});
