import { chatOperations } from "../../functions/rest/chats.ts";
import { restHandler } from "../../functions/rest/rest-handler.ts";
import type { chatsApiPorts } from "./api-ports.ts";
import { callRest, type RestAnswer } from "./rest-call.ts";
import { type RestCall, userSession } from "./rest-event.ts";

const operations = chatOperations({ version: "1.2.3" });

export const chatsPath = "/locations/{locationId}/internal-chats";

/** Calls of the REST API's chats, by ana in `loc` unless they say otherwise. */
export interface ChatsApi {
  call(call: Omit<RestCall, "method"> & Partial<RestCall>): Promise<RestAnswer>;
  /** Creates a chat with ben. */
  create(changes?: Partial<RestCall>): Promise<RestAnswer>;
}

export function chatsApi(ports: ReturnType<typeof chatsApiPorts>): ChatsApi {
  const handle = restHandler({ group: "chats", operations, ports, allowedOrigins: ["https://app.test"] });
  const defaults = { method: "GET", params: { locationId: "loc" }, session: userSession("ana") };
  const call: ChatsApi["call"] = (changes) =>
    callRest((event, context) => handle(event, context), { ...defaults, ...changes });
  const body = { participantIds: ["ben"] };
  return {
    call,
    create: (changes) => call({ method: "POST", resource: chatsPath, body, ...changes }),
  };
}
