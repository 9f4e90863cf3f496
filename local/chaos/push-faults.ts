import type { PostHook } from "../websocket/management-api.ts";
import type { Chaos } from "./chaos.ts";

const latestMs = 400;
/** A push is held back until the next one is sent, or for so long. */
const heldMs = 200;

/** Drops, delays, repeats and reorders pushes, and reports live connections as gone. */
export function injectPushFaults(chaos: Chaos): PostHook {
  const held = new WeakMap<object, () => void>();
  return ({ socket }, send) => {
    if (chaos.strikes("gone-alive")) return "gone";
    const overtaken = held.get(socket);
    if (chaos.strikes("drop-push")) return "sent";
    if (chaos.strikes("delay-push")) setTimeout(send, latestMs * chaos.random("delay-push"));
    else if (overtaken === undefined && chaos.strikes("reorder-push")) hold(held, socket, send);
    else send();
    if (chaos.strikes("double-push")) send();
    overtaken?.();
    return "sent";
  };
}

function hold(held: WeakMap<object, () => void>, socket: object, send: () => void): void {
  const release = () => {
    clearTimeout(timer);
    held.delete(socket);
    send();
  };
  const timer = setTimeout(release, heldMs);
  held.set(socket, release);
}
