import { errorTexts, inOrder, statusOf } from "../errors.ts";
import { actionMessages } from "./messages.ts";

const answered = new Set(actionMessages.flatMap(({ errors }) => errors));

const codes = inOrder(answered)
  .map((code) => `- ${statusOf(code)} \`${code}\`: ${errorTexts[code]}`)
  .join("\n");

/** The rules of all frames. */
export const about = `Sends messages of internal chats, and pushes live events of chats and customer conversations.

**Handshake.** \`wss://…?locationId={id}\` with the subprotocols \`internal-chat.v1\` and \`bearer.{JWT}\`; the server answers \`internal-chat.v1\`. Clients of a refused handshake can rely only on its status, 401 or 403. Login-As tokens may connect, and so may users of locations with Labs off: their chat actions are answered with an error code, and they get events of customer conversations only.

**Frames** are JSON text. Each client frame has \`action\` and \`requestId\`; the server answers it with one \`ack\` or one \`error\` that has the same \`requestId\`. After 30 seconds without an answer, or after a frame without \`type\`, try again: retries are safe. Server frames may get new fields: ignore those you do not know.

**Limits.** A frame has at most 32 KB in both directions, an \`error\` at most 4 KB. A larger one closes the connection with 1009, a binary one with 1003. Connections end after 10 idle minutes and after 2 hours: ping every 9 minutes or more often, reconnect with jitter, then \`sync\`.

**Order.** Events are pushed with best effort: they may be lost, repeated or out of order. The log is complete: after a gap in \`seq\`, fetch the missing entries with \`sync\`. Frames of one connection are worked on side by side: to keep messages in order, wait for the ack of one before you send the next.

**Errors**

${codes}`;
