import type { CloseLostConnectionsPorts } from "../../functions/domain/connections/close-lost-connections.ts";
import type { PushPorts } from "../../functions/domain/connections/push-event.ts";
import { FakeClock } from "./fake-clock.ts";
import { MemoryConnections } from "./memory-connections.ts";
import { directoryOf } from "./memory-directory.ts";
import { RecordingLog } from "./recording-log.ts";
import { RecordingMetrics } from "./recording-metrics.ts";
import { RecordingPush } from "./recording-push.ts";

/*
 * The builders in `*-ports.ts` give a test the ports that its use case asks for, and no other. A use case that begins
 * to read another port does not compile until its builder has it.
 */

/** The ports of a push to connections. */
export function pushPorts() {
  return {
    connections: new MemoryConnections(),
    push: new RecordingPush(),
    metrics: new RecordingMetrics(),
    clock: new FakeClock(),
    log: new RecordingLog(),
  } satisfies PushPorts;
}

export function closeLostConnectionsPorts() {
  return {
    directory: directoryOf(),
    connections: new MemoryConnections(),
    push: new RecordingPush(),
  } satisfies CloseLostConnectionsPorts;
}
