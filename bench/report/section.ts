/** A figure, a word, or null if nothing was measured. */
export type Value = string | number | null;
export type Row = Readonly<Record<string, Value>>;

export interface Column {
  /** The key of its values in the rows. */
  readonly key: string;
  /** Includes the unit. */
  readonly title: string;
  /** Decimals of its figures. @default 1 */
  readonly digits?: number;
}

export interface Series {
  readonly name: string;
  readonly points: readonly (readonly [x: number, y: number])[];
}

/** Lines on logarithmic axes: the slope is the growth exponent. */
export interface Chart {
  /** Its file name without the extension. */
  readonly id: string;
  readonly title: string;
  readonly x: string;
  readonly y: string;
  readonly series: readonly Series[];
}

export interface Section {
  readonly title: string;
  /** The method, and the limits of the figures. */
  readonly notes: readonly string[];
  readonly columns: readonly Column[];
  readonly rows: readonly Row[];
  readonly charts?: readonly Chart[];
}

/** A goal of the design, and the measured value. */
export interface Target {
  readonly metric: string;
  readonly target: string;
  readonly measured: string;
  readonly met: boolean;
}

/** The output of one measure. */
export interface Findings {
  readonly sections: readonly Section[];
  readonly targets?: readonly Target[];
}
