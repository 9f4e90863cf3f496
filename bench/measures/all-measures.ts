import { bundles } from "./bundles.ts";
import { catchUp } from "./catch-up.ts";
import { cost } from "./cost.ts";
import { existence } from "./existence.ts";
import { growth } from "./growth.ts";
import { hotChat } from "./hot-chat.ts";
import { inbox } from "./inbox.ts";
import { latency } from "./latency.ts";
import type { Measure } from "./measure.ts";
import { memory } from "./memory.ts";
import { receipts } from "./receipts.ts";
import { reconnect } from "./reconnect.ts";
import { throughput } from "./throughput.ts";

/** All measures in the order of the run: those that fill the table come last. */
export const measures: readonly Measure[] = [
  latency,
  throughput,
  hotChat,
  cost,
  receipts,
  existence,
  bundles,
  inbox,
  memory,
  reconnect,
  catchUp,
  growth,
];
