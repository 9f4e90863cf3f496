type Item = Readonly<Record<string, unknown>>;

interface Remembered {
  /** The latest known image. Undefined if the item does not exist. */
  readonly image: Item | undefined;
  /** The image that the last write replaced (none or one), if it is known, and the time of the write. */
  readonly before: { readonly image: readonly Item[]; readonly until: number } | undefined;
}

/** DynamoDB's replicas rarely lag further behind. */
const staleMs = 2000;
/** The largest number of remembered items. The least recently updated is dropped first. */
const capacity = 5000;

/** Remembers the images of items before their last write, as far as calls showed them. */
export class ImageHistory {
  readonly #items = new Map<string, Remembered>();
  readonly #keyNames: readonly string[];

  constructor(keyNames: readonly string[]) {
    this.#keyNames = keyNames;
  }

  /** Records the image after a write. Undefined for a deletion. */
  recordWrite(key: Item, image: Item | undefined): void {
    const id = this.#idOf(key);
    const known = this.#items.get(id);
    const replaced = known && { image: known.image ? [known.image] : [], until: Date.now() };
    this.#keep(id, { image, before: replaced });
  }

  /** Records the image that a read returned. */
  recordRead(key: Item, image: Item | undefined): void {
    const id = this.#idOf(key);
    if (!this.#items.has(id)) this.#keep(id, { image, before: undefined });
  }

  /** The image before a write in the last two seconds (none or one). Undefined without such a write. */
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
