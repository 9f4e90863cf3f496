import { describe, expect, it } from "vitest";
import { chat, errorExample, message } from "../../apidocs/examples.ts";
import { checkFrame } from "../support/frame-contract.ts";
import { checkAnswer, type Exchange } from "../support/rest-contract.ts";

/** Every end-to-end test checks answers and frames against the documents; these tests break them on purpose. */
const chats = "/locations/loc-main/internal-chats";
const got: Exchange = {
  method: "GET",
  path: `${chats}/01ABC?x=1`,
  status: 200,
  headers: new Headers(),
  body: chat,
};

describe("checkAnswer", () => {
  it("accepts answers that match the OpenAPI document", () => {
    expect(() => checkAnswer(got)).not.toThrow();
    expect(() => checkAnswer({ ...got, status: 404, body: errorExample("not_found") })).not.toThrow();
  });

  it.each([
    ["an undocumented field", { body: { ...chat, secret: 1 } }, /secret/],
    ["a missing field", { body: { ...chat, subject: undefined } }, /subject/],
    ["a field of the wrong type", { body: { ...chat, lastSeq: "2" } }, /lastSeq must be integer/],
    ["a time without milliseconds", { body: { ...chat, dateAdded: "2025-07-15T09:12:04Z" } }, /dateAdded/],
    ["an undocumented status", { status: 201 }, /not documented/],
    ["an undocumented code", { status: 404, body: errorExample("conflict") }, /code must be equal/],
    ["a code with another status", { status: 403, body: errorExample("not_found") }, /code must be equal/],
    [
      "a message for invalid fields that is no list",
      {
        method: "POST",
        path: chats,
        status: 422,
        body: { ...errorExample("invalid_request"), message: "No" },
      },
      /message must be array/,
    ],
    ["a 429 without Retry-After", { status: 429, body: errorExample("rate_limited") }, /Retry-After/],
    [
      "a replay without Idempotent-Replayed",
      { method: "POST", path: chats, status: 200, body: chat },
      /Idempotent-Replayed/,
    ],
    ["an answer at an unknown path", { path: "/nowhere" }, /404 is expected/],
    ["an answer to an unknown method", { method: "PATCH", path: "/me" }, /405 is expected/],
  ])("rejects %s", (_case, change, problem) => {
    expect(() => checkAnswer({ ...got, ...change })).toThrow(problem);
  });
});

describe("checkFrame", () => {
  const ack = { type: "ack", requestId: "r1" };

  it("accepts frames that match the AsyncAPI document", () => {
    expect(() => checkFrame({ ...ack, entry: message }, "send")).not.toThrow();
    expect(() => checkFrame({ type: "bye", code: "access_lost" }, undefined)).not.toThrow();
  });

  it.each([
    ["an ack without its fields", ack, "send", /entry/],
    ["an ack without an action", ack, undefined, /nothing was asked/],
    ["an undocumented field", { ...ack, more: 1 }, "ping", /more/],
    ["an unknown event", { type: "reaction" }, undefined, /event.reaction is not documented/],
    ["an unknown code", { type: "bye", code: "bored" }, undefined, /code/],
    ["an entry without a valid kind", { type: "entry", entry: { ...message, kind: 1 } }, undefined, /kind/],
  ])("rejects %s", (_case, frame, action, problem) => {
    expect(() => checkFrame(frame, action)).toThrow(problem);
  });
});
