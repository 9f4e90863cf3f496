import { type Dice, diceOf, seedFor } from "./dice.ts";
import { defaultMix, type Fault, type FaultMix, faults } from "./kinds.ts";

export interface ChaosSettings {
  readonly seed: number;
  /** @default every kind, with its default chance */
  readonly mix?: FaultMix;
}

/**
 * Decides which faults strike, by seed: each kind has dice of its own, so the n-th occasion of a kind is
 * always decided the same. Which call happens to be the n-th is up to concurrency. Off until started.
 */
export class Chaos {
  readonly #counts = new Map<Fault, number>();
  #mix: FaultMix = {};
  #dice = new Map<Fault, Dice>();

  start({ seed, mix = defaultMix() }: ChaosSettings): void {
    this.#dice = new Map(faults.map((kind) => [kind, diceOf(seedFor(seed, kind))]));
    this.#mix = mix;
  }

  /** From now on nothing goes wrong any more; what was delayed still comes. */
  stop(): void {
    this.#mix = {};
  }

  /** Whether a fault strikes now; counted when it does. */
  strikes(kind: Fault): boolean {
    const chance = this.#mix[kind] ?? 0;
    if (chance === 0 || this.random(kind) >= chance) return false;
    this.#counts.set(kind, (this.#counts.get(kind) ?? 0) + 1);
    return true;
  }

  /** Whether a kind is switched on, for what must be watched before it can strike. */
  isOn(kind: Fault): boolean {
    return (this.#mix[kind] ?? 0) > 0;
  }

  /** From 0 to 1, of the dice of a kind. */
  random(kind: Fault): number {
    return this.#dice.get(kind)?.() ?? 0;
  }

  /** Faults injected so far, by kind. */
  counts(): Readonly<Partial<Record<Fault, number>>> {
    return Object.fromEntries(this.#counts);
  }
}
