import { expect } from "vitest";
import * as z from "zod";
import { websocketHandler } from "../../functions/websocket/websocket-handler.ts";
import type { websocketPorts } from "./api-ports.ts";
import { type SocketCall, socketEvent } from "./socket-event.ts";

const Answer = z.looseObject({ type: z.string(), requestId: z.string().nullable() });

/** Calls of the Lambda of the WebSocket API. */
export function socketApi(ports: ReturnType<typeof websocketPorts>) {
  const handler = websocketHandler(ports);
  const handle = (call: SocketCall) => handler(socketEvent(call));
  return {
    handle,
    /** Sends a frame, text as it is and anything else as JSON. @returns the frame that answers it */
    send: async (frame: unknown, call: SocketCall = {}) => {
      const body = typeof frame === "string" ? frame : JSON.stringify(frame);
      const answer = await handle({ ...call, body });
      expect(answer.statusCode).toBe(200);
      return Answer.parse(JSON.parse(answer.body));
    },
  };
}

export type SocketApi = ReturnType<typeof socketApi>;
