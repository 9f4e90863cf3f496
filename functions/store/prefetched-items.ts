import type { RawItem } from "./item.ts";
import { identityOf, type Key, rawIdentityOf } from "./keys.ts";

/** Items whose read began before they are needed. Each is handed out once: a second read goes to the table. */
export class PrefetchedItems {
  readonly #reads = new Map<string, Promise<RawItem | undefined>>();

  /** Forgets the items not taken, and keeps those that `load` will bring. Taking an item throws the error of its load. */
  begin(keys: readonly Key[], load: (keys: readonly Key[]) => Promise<RawItem[]>): void {
    this.#reads.clear();
    const loaded = load(keys).then((items) => new Map(items.map((item) => [rawIdentityOf(item), item])));
    for (const key of keys) {
      const read = loaded.then((items) => items.get(identityOf(key)));
      read.catch(() => undefined); // Prevents an unhandled rejection if it is never taken.
      this.#reads.set(identityOf(key), read);
    }
  }

  /** The item being read; undefined where it was not prefetched, or has been taken. */
  take(key: Key): Promise<RawItem | undefined> | undefined {
    const read = this.#reads.get(identityOf(key));
    this.#reads.delete(identityOf(key));
    return read;
  }
}
