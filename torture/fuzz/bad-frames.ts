import { MAX_FRAME_BYTES } from "../../functions/domain/connections/frame-size.ts";
import type { Dice } from "../../local/chaos/dice.ts";
import { chance, pick } from "../run/random-choice.ts";
import { badIds, badValues } from "./bad-values.ts";
import { spoil, spoiledText, withUnknownField } from "./spoil.ts";
import { validFrames } from "./valid-requests.ts";

/** A frame of an action with one or more faults, which may by chance be none. */
export function spoiledFrame(dice: Dice, chatId: string): string {
  return shortEnough(() => spoiledText(dice, spoil(dice, frameOf(dice, chatId))));
}

/** A frame of an action that no schema accepts. */
export function invalidFrame(dice: Dice, chatId: string): string {
  return shortEnough(() => {
    const frame = frameOf(dice, chatId);
    if (chance(dice, 0.1)) return noise(dice);
    return spoiledText(dice, withUnknownField(dice, chance(dice, 0.5) ? frame : spoiledObject(dice, frame)));
  });
}

/** A longer frame would close the connection. */
function shortEnough(make: () => string): string {
  for (;;) {
    const text = make();
    if (Buffer.byteLength(text) <= MAX_FRAME_BYTES) return text;
  }
}

function frameOf(dice: Dice, chatId: string): object {
  const [action, fields] = pick(dice, Object.entries(validFrames)) ?? [];
  const requestId = chance(dice, 0.8) ? "r1" : pick(dice, badValues);
  const isOfChat = fields !== undefined && "chatId" in fields;
  return { action, requestId, ...fields, ...(isOfChat && { chatId: idOf(dice, chatId) }) };
}

function idOf(dice: Dice, chatId: string): unknown {
  return chance(dice, 0.7) ? chatId : pick(dice, [...badIds, ...badValues]);
}

function spoiledObject(dice: Dice, frame: object): object {
  const spoiled = spoil(dice, frame);
  return typeof spoiled === "object" && spoiled !== null && !Array.isArray(spoiled) ? spoiled : frame;
}

function noise(dice: Dice): string {
  const length = Math.floor(dice() * 200);
  return Array.from({ length }, () => String.fromCharCode(Math.floor(dice() * 0xd7ff))).join("");
}
