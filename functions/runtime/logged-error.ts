/** The part of an error that is logged. */
export interface LoggedError {
  readonly name: string;
  readonly code?: string | number;
  /** The frames alone, one a line. */
  readonly stack: string;
  readonly cause?: LoggedError;
}

/** A chain of causes may be a circle. */
const MAX_CAUSES = 5;

/**
 * An error without what it may carry: messages quote the data that failed, and other properties hold it. A failed
 * condition of DynamoDB has the whole item (`Item`), a ZodError its keys.
 */
export function loggedError(error: Error, causes = MAX_CAUSES): LoggedError {
  const { cause } = error;
  const code = "code" in error ? error.code : undefined;
  return {
    name: isPlain(error.name) ? error.name : "Error",
    ...(isPlain(code) && { code }),
    stack: framesOf(error),
    ...(cause instanceof Error && causes > 0 && { cause: loggedError(cause, causes - 1) }),
  };
}

/** True for a constant of a program; not for a sentence. */
function isPlain(value: unknown): value is string | number {
  return typeof value === "number" || (typeof value === "string" && /^[\w.:$#-]{1,80}$/.test(value));
}

/** A line of V8's stack: a position, or a place that has none. */
const FRAME = /^ {4}at .*(?::\d+:\d+\)?|\(<anonymous>\)|\(index \d+\)|\(native\))$/;

/**
 * The last lines of a stack that are frames. The message stands before them, and may have lines that look like
 * frames.
 */
function framesOf({ stack = "", message }: Error): string {
  const at = stack.indexOf(message);
  const lines = stack.slice(at < 0 ? 0 : at + message.length).split("\n");
  const first = lines.findLastIndex((line) => !FRAME.test(line)) + 1;
  return lines
    .slice(first)
    .map((line) => line.trim())
    .join("\n");
}
