import * as z from "zod";
import { type CreatePorts, createChat as create } from "../domain/chats/create-chat.ts";
import { CreateChatRequest } from "../domain/chats/new-chat.ts";
import { ClientKey } from "../domain/identifier.ts";
import { parse } from "../middleware/parse.ts";
import { Ignored, pathId, userOperation } from "./operation.ts";
import { createdOrReplayed } from "./replayed.ts";

const Headers = z.object({ "idempotency-key": ClientKey.optional() });

export const createChat = userOperation({
  query: Ignored,
  body: CreateChatRequest,
  handle: async (ports: CreatePorts, { caller, params, headers, body }) => {
    const { "idempotency-key": key } = parse(Headers, headers);
    const locationId = pathId(params, "locationId");
    const { chat, replayed } = await create(ports, {
      locationId,
      creatorId: caller.userId,
      request: body,
      key,
    });
    return createdOrReplayed(chat, replayed);
  },
});
