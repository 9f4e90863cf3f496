import { Logger } from "@aws-lambda-powertools/logger";
import type { Log, LogFields } from "../domain/ports.ts";
import { loggedError } from "./logged-error.ts";

/**
 * Structured lines: a constant message and fields. Errors are logged by name, code and stack frames alone.
 * Service name and level come from Powertools' variables.
 */
export function createLog(logger = new Logger()): Log {
  return {
    info: (message, fields) => logger.info(message, withoutErrors(fields)),
    warn: (message, fields) => logger.warn(message, withoutErrors(fields)),
    error: (message, fields) => logger.error(message, withoutErrors(fields)),
    audit: (message, fields) => logger.warn(message, { ...withoutErrors(fields), audit: true }),
  };
}

function withoutErrors(fields: LogFields) {
  const entries = Object.entries(fields);
  return Object.fromEntries(
    entries.map(([name, value]) => [name, value instanceof Error ? loggedError(value) : value]),
  );
}
