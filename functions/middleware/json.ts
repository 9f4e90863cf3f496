import { ChatError } from "../domain/errors.ts";

/** @throws ChatError `malformed_json` */
export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new ChatError("malformed_json", "This is not valid JSON", { cause });
  }
}
