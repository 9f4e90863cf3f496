import type { ChatRef } from "../domain/log/chat-header.ts";
import { type PathParams, pathId } from "./operation.ts";

/** The chat that a path names; whether it exists is the use case's to find out. */
export function chatInPath(params: PathParams): ChatRef {
  return { locationId: pathId(params, "locationId"), chatId: pathId(params, "chatId") };
}
