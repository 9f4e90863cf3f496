import { errorTexts, inOrder, statusOf } from "../errors.ts";
import { actionMessages } from "./messages.ts";

const answered = new Set(actionMessages.flatMap(({ errors }) => errors));

const codes = inOrder(answered)
  .map((code) => `- ${statusOf(code)} \`${code}\`: ${errorTexts[code]}`)
  .join("\n");

/** What holds for all frames. */
export const about = `Sending and live events of internal chats, and events of customer conversations.

**Handshake.** \`wss://…?locationId={id}\` with the subprotocols \`internal-chat.v1\` and \`bearer.{JWT}\`; the server answers \`internal-chat.v1\`. A refused handshake promises only its status, 401 or 403. Login-As tokens and locations with Labs off may connect: their chat actions answer the code, and they get customer conversations only.

**Frames** are JSON text. Each frame of the client has \`action\` and \`requestId\` and is answered by one \`ack\` or one \`error\` with that \`requestId\`. No answer in 30 seconds, or a frame without \`type\`: try again, it is safe. Fields may be added to what the server says: ignore those you do not know.

**Limits.** A frame has at most 32 KB both ways: a larger one closes with 1009, a binary one with 1003. Connections end after 10 idle minutes and after 2 hours: ping at most every 9 minutes, reconnect with jitter, then \`sync\`.

**Order.** An event is a hint: it may be lost, come twice or out of order. The log is the truth: after a gap in \`seq\` ask with \`sync\` for what is missing.

**Errors**

${codes}`;
