import type { Dice } from "../../local/chaos/dice.ts";
import { chance, pick } from "../run/random-choice.ts";
import { badIds, badNames, badValues } from "./bad-values.ts";

/** A copy of a JSON value with one fault in a random place. It may by chance still be valid. */
export function spoil(dice: Dice, value: unknown): unknown {
  if (typeof value !== "object" || value === null || chance(dice, 0.05)) return pick(dice, badValues);
  if (Array.isArray(value)) return spoilList(dice, value);
  const fields = Object.entries(value);
  const field = pick(dice, fields);
  if (field === undefined || chance(dice, 0.1)) return withUnknownField(dice, value);
  const [name, old] = field;
  const others = Object.fromEntries(fields.filter((it) => it !== field));
  if (chance(dice, 0.15)) return others;
  if (chance(dice, 0.15)) return withField(others, pick(dice, [...badNames, ...badIds]) ?? "", old);
  return withField(value, name, chance(dice, 0.5) ? spoil(dice, old) : pick(dice, badValues));
}

function spoilList(dice: Dice, list: readonly unknown[]): unknown {
  const place = Math.floor(dice() * list.length);
  if (chance(dice, 0.2)) return Array(200).fill(list[place]);
  return list.toSpliced(place, 1, spoil(dice, list[place]));
}

/** A copy of an object that no schema of a request accepts: it has one unknown field, or many. */
export function withUnknownField(dice: Dice, value: object): object {
  const bad = pick(dice, badValues);
  const fields = typeof bad === "object" && chance(dice, 0.5) ? bad : {};
  return withField({ ...value, ...fields }, pick(dice, badNames) ?? "", bad);
}

/** Defines the field, so that `__proto__` is a field like others, as `JSON.parse` makes it. */
function withField(value: object, name: string, field: unknown): object {
  return Object.fromEntries([...Object.entries(value), [name, field]]);
}

/** A JSON text with a value; a few texts are broken, too large, or hold numbers that JSON allows but none can be. */
export function spoiledText(dice: Dice, value: unknown): string {
  const text = JSON.stringify(value) ?? "";
  const shape = dice();
  if (shape < 0.05) return text.slice(0, Math.floor(text.length * dice()));
  if (shape < 0.1) return text.replace(/(?<=:)\d+/, pick(dice, ["1e999", "-1e999", "-0", "1E-400"]) ?? "");
  return text;
}
