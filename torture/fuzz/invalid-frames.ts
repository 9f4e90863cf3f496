import type { Dice } from "../../local/chaos/dice.ts";
import { pick } from "../run/random-choice.ts";

/** Values that are invalid in most fields. */
const oddities: readonly unknown[] = [
  null,
  true,
  false,
  0,
  -1,
  1.5,
  1e308,
  2 ** 53,
  "",
  " ",
  "\u0000",
  "\ud800",
  "x".repeat(65),
  "x".repeat(6000),
  "__proto__",
  "../..",
  "💥",
  [],
  [[]],
  [null],
  {},
  { a: { b: {} } },
  { $ref: "#" },
  Array(200).fill(0),
];
const actions: readonly string[] = [
  "send",
  "read",
  "typing",
  "sync",
  "auth",
  "watch",
  "ping",
  "$connect",
  "constructor",
];
const fields: readonly string[] = [
  "chatId",
  "clientMessageId",
  "body",
  "attachmentIds",
  "replyToSeq",
  "records",
  "seq",
  "active",
  "chats",
  "token",
  "conversations",
  "__proto__",
];

/** Creates a text that is no frame, a frame with an invalid `requestId`, or one with an unknown field. */
export function invalidFrame(dice: Dice): string {
  const shape = dice();
  if (shape < 0.2) return noise(dice);
  const frame = JSON.stringify(oddFrame(dice));
  return shape < 0.4 ? frame.slice(0, Math.floor(frame.length * dice())) : frame;
}

function noise(dice: Dice): string {
  const length = Math.floor(dice() * 200);
  return Array.from({ length }, () => String.fromCharCode(Math.floor(dice() * 0xd7ff))).join("");
}

function oddFrame(dice: Dice): unknown {
  if (dice() < 0.1) return pick(dice, oddities);
  const some = fields.filter(() => dice() < 0.3).map((name) => [name, pick(dice, oddities)]);
  const isAddressed = dice() < 0.3;
  const requestId = isAddressed ? "r1" : pick(dice, badRequestIds);
  const action = dice() < 0.8 ? pick(dice, actions) : pick(dice, oddities);
  return {
    action,
    ...(requestId !== undefined && { requestId }),
    ...(isAddressed && { oddity: 1 }),
    ...Object.fromEntries(some),
  };
}

const badRequestIds: readonly unknown[] = [undefined, null, 7, "", "x".repeat(65), [], {}, true];
