import type { Dice } from "../../local/chaos/dice.ts";

export function chance(dice: Dice, probability: number): boolean {
  return dice() < probability;
}

/** Undefined of nothing. */
export function pick<Value>(dice: Dice, values: readonly Value[]): Value | undefined {
  return values[Math.floor(dice() * values.length)];
}

/** At least one, each with an even chance. */
export function pickSome<Value>(dice: Dice, values: readonly Value[]): Value[] {
  const some = values.filter(() => chance(dice, 0.5));
  return some.length > 0 ? some : values.slice(0, 1);
}
