import { type CreatePorts, createChat as create } from "../domain/create-chat.ts";
import { CreateChatRequest } from "../domain/founding.ts";
import { Ignored, pathId, userOperation } from "./operation.ts";

export const createChat = userOperation({
  query: Ignored,
  body: CreateChatRequest,
  handle: async (ports: CreatePorts, { caller, params, body }) => {
    const creation = { locationId: pathId(params, "locationId"), creatorId: caller.userId, request: body };
    return { status: 201, body: await create(ports, creation) };
  },
});
