import { errorTexts } from "../errors.ts";

/** The rules of all operations. */
export const about = `The users of a CRM location chat privately with each other, next to their customer conversations.

**Conventions.** JSON in UTF-8. Times are ISO 8601 UTC with milliseconds. Ids are opaque. An unknown value is \`null\`, not absent, unless the field is optional. Answers may get new fields: ignore those you do not know. Unknown fields of a request body are refused; unknown query parameters and a \`Version\` header are ignored. A malformed id in a path is treated as an unknown one.

**Checks** are made in this order, and the first that fails decides the answer: ${Object.keys(errorTexts)
  .map((code) => `\`${code}\``)
  .join(
    ", ",
  )}. Before all checks, and without a token, an unknown path gets \`not_found\` and a known path with another method gets \`method_not_allowed\`.

**Lists** take \`limit\` and \`cursor\`. Every page but the last has a \`nextCursor\`. A page may hold fewer than \`limit\` items: it ends at 4 MB.

**Retries** are safe: each \`clientMessageId\` adds one message, and each \`Idempotency-Key\` creates one chat. 429 and 503 tell in \`Retry-After\` when to try again.

The WebSocket API pushes live events; the AsyncAPI document describes it.`;
