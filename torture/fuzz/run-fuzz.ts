import { once } from "node:events";
import WebSocket from "ws";
import * as z from "zod";
import { MAX_ERROR_FRAME_BYTES } from "../../functions/domain/connections/frame-size.ts";
import { type Dice, diceOf, seedFor } from "../../local/chaos/dice.ts";
import type { LocalCloud } from "../../local/local-cloud.ts";
import { invalidFrame } from "./bad-frames.ts";

const sockets = 4;
/** Frames of one socket without an answer yet. */
const window = 32;

const ErrorFrame = z.strictObject({
  type: z.literal("error"),
  requestId: z.string().nullable(),
  statusCode: z.number().min(400).max(499),
  code: z.enum(["malformed_json", "invalid_request"]),
  message: z.union([z.string(), z.array(z.string()).max(20)]),
  traceId: z.string().min(1),
});

export interface FuzzResult {
  readonly sent: number;
  readonly answered: number;
  /** Answers that are no error of the API, and early closes. */
  readonly wrong: string[];
}

/** Sends invalid frames: each must be answered by one `error`, and the sockets must stay open. */
export async function runFuzz(
  cloud: LocalCloud,
  { seed, frames }: { seed: number; frames: number },
): Promise<FuzzResult> {
  const token = await cloud.issuer.issue({ userId: "ana", expiresInSeconds: 86_400 });
  const share = Math.ceil(frames / sockets);
  const results = await Promise.all(
    Array.from({ length: sockets }, async (_, index) => {
      const socket = new WebSocket(`${cloud.webSocketUrl}?locationId=loc-main`, [
        "internal-chat.v1",
        `bearer.${token}`,
      ]);
      await once(socket, "open");
      return fuzzSocket(socket, diceOf(seedFor(seed, `fuzz ${index}`)), share);
    }),
  );
  return {
    sent: share * sockets,
    answered: results.reduce((sum, { answered }) => sum + answered, 0),
    wrong: results.flatMap(({ wrong }) => wrong),
  };
}

async function fuzzSocket(socket: WebSocket, dice: Dice, frames: number) {
  const wrong: string[] = [];
  let sent = 0;
  let answered = 0;
  const sendNext = () => {
    if (sent === frames) return;
    sent += 1;
    socket.send(invalidFrame(dice, "c1"));
  };
  const finished = new Promise<void>((resolve) => {
    socket.on("close", (code) => {
      if (answered < frames) wrong.push(`closed with ${code} after ${answered} answers`);
      resolve();
    });
    socket.on("message", (data) => {
      answered += 1;
      const text = data.toString();
      const isError =
        ErrorFrame.safeParse(JSON.parse(text)).success && Buffer.byteLength(text) <= MAX_ERROR_FRAME_BYTES;
      if (!isError) wrong.push(text.slice(0, 200));
      if (answered === frames) socket.close();
      else sendNext();
    });
  });
  for (let index = 0; index < window; index += 1) sendNext();
  await finished;
  return { answered, wrong };
}
