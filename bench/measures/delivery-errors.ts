/** One delivery to a listener. */
export interface Delivery {
  readonly id: string;
  readonly seq: number | undefined;
}

export interface DeliveryErrors {
  readonly lost: number;
  readonly doubled: number;
  /** Deliveries that came after a delivery with a higher place in the order. */
  readonly late: number;
}

/**
 * Compares each listener's deliveries with the ids that were sent. The order is that of `seq`; without `seq`, that
 * in which the first listener got them.
 */
export function countDeliveryErrors(
  listeners: readonly (readonly Delivery[])[],
  sentIds: ReadonlySet<string>,
): DeliveryErrors {
  const orderOfFirst = new Map(listeners[0]?.map(({ id }, index) => [id, index]));
  let lost = 0;
  let doubled = 0;
  let late = 0;
  for (const deliveries of listeners) {
    const distinct = new Set(deliveries.map(({ id }) => id));
    lost += [...sentIds].filter((id) => !distinct.has(id)).length;
    doubled += deliveries.length - distinct.size;
    let highest = -1;
    for (const { id, seq } of deliveries) {
      const place = seq ?? orderOfFirst.get(id) ?? highest;
      if (place < highest) late += 1;
      highest = Math.max(highest, place);
    }
  }
  return { lost, doubled, late };
}
