import { ListChatsQuery, type ListPorts, listChats as list } from "../domain/chats/list-chats.ts";
import { Ignored, pathId, userOperation } from "./operation.ts";

export const listChats = userOperation({
  query: ListChatsQuery,
  body: Ignored,
  handle: async (ports: ListPorts, { caller, params, query }) => ({
    status: 200,
    body: await list(ports, { userId: caller.userId, locationId: pathId(params, "locationId") }, query),
  }),
});
