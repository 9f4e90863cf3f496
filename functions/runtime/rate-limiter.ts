import type { Clock, Entropy } from "../domain/ports.ts";
import { noRateLimits, type RateLimiter, type RateLimitName } from "../domain/rate-limits.ts";
import type { Database } from "../store/database.ts";
import { DynamodbRateLimiter } from "../store/dynamodb-rate-limiter.ts";
import { MemoryRateLimiter } from "./memory-rate-limiter.ts";
import { SendLots } from "./send-lots.ts";

/** Uses that write nothing: a write to count them would cost more than they do. */
const IN_MEMORY: ReadonlySet<RateLimitName> = new Set(["list", "frame"]);

interface LimiterPorts {
  readonly database: Database;
  readonly clock: Clock;
  readonly entropy: Entropy;
}

/** @param setting `off` limits nothing */
export function openRateLimiter(setting: "on" | "off", ports: LimiterPorts): RateLimiter {
  if (setting === "off") return noRateLimits;
  const stored = new DynamodbRateLimiter(ports.database, ports);
  const memory = new MemoryRateLimiter(ports.clock);
  const sends = new SendLots(stored);
  return {
    isOn: true,
    spend: (name, subject) => {
      if (name === "send") return sends.spend(subject);
      return (IN_MEMORY.has(name) ? memory : stored).spend(name, subject);
    },
    refundSend: (subject) => sends.refund(subject),
  };
}
