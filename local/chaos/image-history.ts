type Item = Readonly<Record<string, unknown>>;

interface Remembered {
  /** As it is, as far as is known; undefined where there is none. */
  readonly image: Item | undefined;
  /** What the last write replaced, when that is known. */
  readonly before: { readonly image: readonly Item[]; readonly until: number } | undefined;
}

/** Replicas of DynamoDB are rarely further behind. */
const staleMs = 2000;
/** Items remembered; the longest untouched go first. */
const capacity = 5000;

/** What items looked like before their last write, as far as calls have shown it. */
export class ImageHistory {
  readonly #items = new Map<string, Remembered>();
  readonly #keyNames: readonly string[];

  constructor(keyNames: readonly string[]) {
    this.#keyNames = keyNames;
  }

  /** A write left the item so; undefined for a deleted one. */
  wrote(key: Item, image: Item | undefined): void {
    const id = this.#idOf(key);
    const known = this.#items.get(id);
    const replaced = known && { image: known.image ? [known.image] : [], until: Date.now() };
    this.#keep(id, { image, before: replaced });
  }

  /** A read showed the item so. */
  saw(key: Item, image: Item | undefined): void {
    const id = this.#idOf(key);
    if (!this.#items.has(id)) this.#keep(id, { image, before: undefined });
  }

  /** The item as it was before a write of the last two seconds: none or one. */
  before(key: Item): { readonly image: readonly Item[] } | undefined {
    const before = this.#items.get(this.#idOf(key))?.before;
    return before && Date.now() - before.until < staleMs ? before : undefined;
  }

  #keep(id: string, remembered: Remembered): void {
    this.#items.delete(id);
    this.#items.set(id, remembered);
    if (this.#items.size > capacity) this.#items.delete(this.#items.keys().next().value ?? "");
  }

  #idOf(key: Item): string {
    return JSON.stringify(this.#keyNames.map((name) => key[name]));
  }
}
