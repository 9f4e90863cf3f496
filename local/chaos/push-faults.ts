import type { PostHook } from "../websocket/management-api.ts";
import type { Chaos } from "./chaos.ts";

const latestMs = 400;
/** A push held back for the one behind it goes alone when none comes. */
const heldMs = 200;

/** Pushes that are lost, late, doubled or in a wrong order, and live connections that count as gone. */
export function troublePushes(chaos: Chaos): PostHook {
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
