/** A figure, a word, or null where nothing was measured. */
export type Value = string | number | null;
export type Row = Readonly<Record<string, Value>>;

export interface Column {
  /** The key of its values in the rows. */
  readonly key: string;
  /** With the unit. */
  readonly title: string;
  /** Decimals of its numbers. @default 1 */
  readonly digits?: number;
}

export interface Series {
  readonly name: string;
  readonly points: readonly (readonly [x: number, y: number])[];
}

/** Lines on logarithmic axes: growth is their slope. */
export interface Chart {
  /** Name of its file, without the ending. */
  readonly id: string;
  readonly title: string;
  readonly x: string;
  readonly y: string;
  readonly series: readonly Series[];
}

export interface Section {
  readonly title: string;
  /** How it was measured, and what the figures are not. */
  readonly notes: readonly string[];
  readonly columns: readonly Column[];
  readonly rows: readonly Row[];
  readonly charts?: readonly Chart[];
}

/** A goal of the design, and how far we are from it. */
export interface Target {
  readonly metric: string;
  readonly target: string;
  readonly measured: string;
  readonly met: boolean;
}

/** What one measure found. */
export interface Findings {
  readonly sections: readonly Section[];
  readonly targets?: readonly Target[];
}
