import type { ClosedReason, StateEvent } from "./events.ts";
import type { Settings } from "./options.ts";
import type { LiveEvent } from "./protocol.ts";
import type { TokenSource } from "./token-source.ts";

/** What a connection needs, and whom it tells. */
export interface ConnectionPorts {
  readonly settings: Settings;
  readonly tokens: TokenSource;
  /** Why connecting is of no use any more; undefined where it may work later. */
  verdict(signal: AbortSignal): Promise<ClosedReason | undefined>;
  onEvent(event: LiveEvent): void;
  onState(event: StateEvent): void;
  /** @param ended aborted when this connection is gone */
  onOnline(ended: AbortSignal): void;
}
