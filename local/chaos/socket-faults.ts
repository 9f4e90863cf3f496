import type { Invoke } from "../lambda/invoker.ts";
import type { FrameHook } from "../websocket/frames.ts";
import type { Chaos } from "./chaos.ts";

/** Sockets that break before a frame is handled, or before its answer. */
export function cutSockets(chaos: Chaos): FrameHook {
  return async ({ socket }, handle) => {
    if (!chaos.strikes("cut-socket")) return handle();
    const handled = chaos.random("cut-socket") < 0.5 ? await handle() : undefined;
    socket.terminate();
    return handled;
  };
}

/** API Gateway promises no `$disconnect`. */
export function loseDisconnects(chaos: Chaos, invoke: Invoke): Invoke {
  return async (functionArn, sourceArn, event) => {
    const lost = sourceArn.endsWith("/$disconnect") && chaos.strikes("lost-disconnect");
    return lost ? { kind: "result", payload: "{}" } : invoke(functionArn, sourceArn, event);
  };
}
