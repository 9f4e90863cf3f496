import { errorTexts } from "../errors.ts";

/** What holds for all operations. */
export const about = `The users of a CRM location talk privately with each other beside their customer conversations.

**Conventions.** JSON in UTF-8. Times are ISO 8601 UTC with milliseconds. Ids are opaque. Nothing known is \`null\`, not absent, except where a field is not required. Fields may be added to answers: ignore those you do not know. Unknown fields of a request body are refused; unknown query parameters and a \`Version\` header are ignored. An id of another shape in a path is an unknown one.

**Checks** come in this order, so that every answer is determined: ${Object.keys(errorTexts)
  .map((code) => `\`${code}\``)
  .join(
    ", ",
  )}. Before all of them, an unknown path is \`not_found\` and a known path with another method \`method_not_allowed\`, both without a token.

**Lists** take \`limit\` and \`cursor\`; they carry \`nextCursor\` unless they are at the end.

**Retries** are safe: a message is in the log once for each \`clientMessageId\`, a chat is started once for each \`Idempotency-Key\`. 429 and 503 say in \`Retry-After\` when to try again.

Live events come over the WebSocket API, described by the AsyncAPI document.`;
