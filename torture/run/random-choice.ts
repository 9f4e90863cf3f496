import type { Dice } from "../../local/chaos/dice.ts";

export function chance(dice: Dice, probability: number): boolean {
  return dice() < probability;
}

/** Picks one value; undefined if there are none. */
export function pick<Value>(dice: Dice, values: readonly Value[]): Value | undefined {
  return values[Math.floor(dice() * values.length)];
}

/** Picks each value with probability 0.5; at least one, if there are any. */
export function pickSome<Value>(dice: Dice, values: readonly Value[]): Value[] {
  const some = values.filter(() => chance(dice, 0.5));
  return some.length > 0 ? some : values.slice(0, 1);
}
