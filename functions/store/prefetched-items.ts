import type { Item } from "./expressions.ts";
import { identityOf, type Key } from "./keys.ts";

/** Items that were asked for before anybody needed them. Each is handed out once: who reads again, reads anew. */
export class PrefetchedItems {
  readonly #reads = new Map<string, Promise<Item | undefined>>();

  /** Forgets what nobody came for, and keeps what `load` will bring. Who takes an item gets the error of its load. */
  begin(keys: readonly Key[], load: (keys: readonly Key[]) => Promise<Item[]>): void {
    this.#reads.clear();
    const loaded = load(keys).then((items) => new Map(items.map((item) => [identityOf(item), item])));
    for (const key of keys) {
      const read = loaded.then((items) => items.get(identityOf(key)));
      read.catch(() => undefined); // perhaps nobody comes for it
      this.#reads.set(identityOf(key), read);
    }
  }

  /** The item under way; undefined where it was not asked for, or is taken already. */
  take(key: Key): Promise<Item | undefined> | undefined {
    const read = this.#reads.get(identityOf(key));
    this.#reads.delete(identityOf(key));
    return read;
  }
}
