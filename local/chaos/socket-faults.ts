import type { Invoke } from "../lambda/invoker.ts";
import type { FrameHook } from "../websocket/frames.ts";
import type { Chaos } from "./chaos.ts";

/** Breaks sockets before a frame is handled, or before its reply. */
export function injectSocketFaults(chaos: Chaos): FrameHook {
  return async ({ socket }, handle) => {
    if (!chaos.strikes("cut-socket")) return handle();
    const handled = chaos.random("cut-socket") < 0.5 ? await handle() : undefined;
    socket.terminate();
    return handled;
  };
}

/** Drops invocations of `$disconnect`, which API Gateway does not guarantee. */
export function injectDisconnectFaults(chaos: Chaos, invoke: Invoke): Invoke {
  return async (functionArn, sourceArn, event) => {
    const lost = sourceArn.endsWith("/$disconnect") && chaos.strikes("lost-disconnect");
    return lost ? { kind: "result", payload: "{}" } : invoke(functionArn, sourceArn, event);
  };
}
