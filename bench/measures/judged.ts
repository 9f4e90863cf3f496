/** One arrival at a listener. */
export interface Delivery {
  readonly id: string;
  readonly seq: number | undefined;
}

export interface Judgement {
  readonly lost: number;
  readonly doubled: number;
  /** Deliveries that a listener got after one that stands behind it. */
  readonly late: number;
}

/** What listeners saw, against what was sent. The order is that of `seq`, or that of the first listener. */
export function judged(seen: readonly (readonly Delivery[])[], ids: ReadonlySet<string>): Judgement {
  const orderOfFirst = new Map(seen[0]?.map(({ id }, index) => [id, index]));
  let lost = 0;
  let doubled = 0;
  let late = 0;
  for (const deliveries of seen) {
    const distinct = new Set(deliveries.map(({ id }) => id));
    lost += [...ids].filter((id) => !distinct.has(id)).length;
    doubled += deliveries.length - distinct.size;
    let furthest = -1;
    for (const { id, seq } of deliveries) {
      const place = seq ?? orderOfFirst.get(id) ?? furthest;
      if (place < furthest) late += 1;
      furthest = Math.max(furthest, place);
    }
  }
  return { lost, doubled, late };
}
