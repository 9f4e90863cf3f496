/**
 * What the domain needs of the world. Every store method may throw ChatError `unavailable` when the
 * table is throttled or out of reach; then it is unknown whether a write took effect.
 */

export interface Clock {
  /** Epoch milliseconds. */
  now(): number;
  sleep(milliseconds: number): Promise<void>;
}

export interface Entropy {
  /** A new ULID. */
  ulid(): string;
  /** Uniform in [0, 1). */
  random(): number;
}

type LogFields = Readonly<Record<string, string | number | boolean | null | readonly string[] | Error>>;

/** Constant messages, and fields that hold ids: never texts, tokens or names. */
export interface Log {
  info(message: string, fields: LogFields): void;
  warn(message: string, fields: LogFields): void;
  error(message: string, fields: LogFields): void;
  /** Who tried what they may not. */
  audit(message: string, fields: LogFields): void;
}
