import { Logger } from "@aws-lambda-powertools/logger";
import type { Log } from "../domain/ports.ts";

/** Structured lines: a constant message and fields. Service name and level come from Powertools' variables. */
export function createLog(logger = new Logger()): Log {
  return {
    info: (message, fields) => logger.info(message, { ...fields }),
    warn: (message, fields) => logger.warn(message, { ...fields }),
    error: (message, fields) => logger.error(message, { ...fields }),
    audit: (message, fields) => logger.warn(message, { ...fields, audit: true }),
  };
}
