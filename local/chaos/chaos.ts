import { type Dice, diceOf, seedFor } from "./dice.ts";
import { defaultMix, type Fault, type FaultMix, faults } from "./kinds.ts";

export interface ChaosSettings {
  readonly seed: number;
  /** @default every kind with its default chance */
  readonly mix?: FaultMix;
}

/**
 * Decides by seed which faults strike, once it is started. Each kind has its own dice, so a seed always decides
 * the n-th occasion of a kind the same way. Concurrency decides which call is the n-th occasion.
 */
export class Chaos {
  readonly #counts = new Map<Fault, number>();
  #mix: FaultMix = {};
  #dice = new Map<Fault, Dice>();

  start({ seed, mix = defaultMix() }: ChaosSettings): void {
    this.#dice = new Map(faults.map((kind) => [kind, diceOf(seedFor(seed, kind))]));
    this.#mix = mix;
  }

  /** Injects no further faults. Pushes that are already delayed still arrive. */
  stop(): void {
    this.#mix = {};
  }

  /** Decides whether a fault strikes now, and counts it. */
  strikes(kind: Fault): boolean {
    const chance = this.#mix[kind] ?? 0;
    if (chance === 0 || this.random(kind) >= chance) return false;
    this.#counts.set(kind, (this.#counts.get(kind) ?? 0) + 1);
    return true;
  }

  /** Whether a kind can strike. For faults that must observe calls before they strike. */
  isOn(kind: Fault): boolean {
    return (this.#mix[kind] ?? 0) > 0;
  }

  /** A random number from 0 to 1 (exclusive), from the dice of the kind. */
  random(kind: Fault): number {
    return this.#dice.get(kind)?.() ?? 0;
  }

  /** The number of injected faults by kind. */
  counts(): Readonly<Partial<Record<Fault, number>>> {
    return Object.fromEntries(this.#counts);
  }
}
