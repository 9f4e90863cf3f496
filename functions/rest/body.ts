import { ChatError } from "../domain/errors.ts";
import { parseJson } from "../middleware/json.ts";

/** Bytes of a request body; API Gateway itself takes 10 MB. */
const MAX_BODY_BYTES = 256 * 1024;

interface RawBody {
  readonly body: string | null;
  readonly isBase64Encoded: boolean;
  readonly headers: Readonly<Record<string, string | undefined>>;
}

/**
 * The JSON body of a request.
 * @throws ChatError `payload_too_large`, `unsupported_media_type`, `malformed_json`, in this order
 */
export function readBody({ body, isBase64Encoded, headers }: RawBody): unknown {
  const bytes = Buffer.from(body ?? "", isBase64Encoded ? "base64" : "utf8");
  if (bytes.length > MAX_BODY_BYTES) throw new ChatError("payload_too_large", "The body is over 256 KB");
  if (!isJson(headers)) throw new ChatError("unsupported_media_type", "The body must be application/json");
  return parseJson(bytes.toString("utf8"));
}

/** `application/json`, with any parameters; UTF-8 is the only encoding of JSON (RFC 8259). */
function isJson(headers: RawBody["headers"]): boolean {
  const type = Object.entries(headers).find(([name]) => name.toLowerCase() === "content-type")?.[1];
  return /^\s*application\/json\s*(;|$)/i.test(type ?? "");
}
