import type { Entropy } from "../../functions/domain/ports.ts";

/** Counted ULIDs, and always the same random number. */
export class FakeEntropy implements Entropy {
  chance = 0.5;
  #count = 0;

  ulid(): string {
    this.#count += 1;
    return `01TEST${String(this.#count).padStart(20, "0")}`;
  }

  random(): number {
    return this.chance;
  }
}
