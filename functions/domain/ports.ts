/**
 * Ports of the whole domain; each room has its own `ports.ts` besides. Every store method may throw ChatError
 * `unavailable` if the table is throttled or out of reach. Then it is unknown whether a write took effect.
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

export type LogFields = Readonly<
  Record<string, string | number | boolean | null | readonly string[] | Error>
>;

/**
 * Messages are constants; fields hold ids, never texts, tokens or names. Of an error only its name, code and
 * stack frames are logged, and those of its causes.
 */
export interface Log {
  info(message: string, fields: LogFields): void;
  warn(message: string, fields: LogFields): void;
  error(message: string, fields: LogFields): void;
  /** A user tried an action that they may not do. */
  audit(message: string, fields: LogFields): void;
}
