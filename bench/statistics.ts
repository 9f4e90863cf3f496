/** The nearest-rank percentile, for a share from 0 to 1: a value that occurs, not an average of two. */
export function percentile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((one, other) => one - other);
  const rank = Math.max(1, Math.ceil(share * sorted.length));
  return sorted[rank - 1] ?? Number.NaN;
}

export const median = (values: readonly number[]) => percentile(values, 0.5);

export interface Point {
  readonly size: number;
  readonly cost: number;
}

/**
 * The growth exponent of cost over size: the slope of a least-squares line through their logarithms. 0 is
 * constant cost, 1 proportional growth. NaN with fewer than two sizes, or if a cost is not above 0.
 */
export function exponent(points: readonly Point[]): number {
  const logs = points.map(({ size, cost }) => ({ x: Math.log(size), y: Math.log(cost) }));
  if (!logs.every(({ x, y }) => Number.isFinite(x) && Number.isFinite(y))) return Number.NaN;
  const meanX = mean(logs.map(({ x }) => x));
  const meanY = mean(logs.map(({ y }) => y));
  const spread = sum(logs.map(({ x }) => (x - meanX) ** 2));
  return spread === 0 ? Number.NaN : sum(logs.map(({ x, y }) => (x - meanX) * (y - meanY))) / spread;
}

export const sum = (values: readonly number[]) => values.reduce((total, value) => total + value, 0);

const mean = (values: readonly number[]) => sum(values) / values.length;
