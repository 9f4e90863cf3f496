import {
  type ListConversationsPorts,
  ListConversationsQuery,
  listConversations as list,
} from "../domain/inbox/list-conversations.ts";
import { Ignored, pathId, userOperation } from "./operation.ts";

export const listConversations = userOperation({
  query: ListConversationsQuery,
  body: Ignored,
  handle: async (ports: ListConversationsPorts, { caller, params, query }) => ({
    status: 200,
    body: await list(ports, { profile: caller.profile, locationId: pathId(params, "locationId") }, query),
  }),
});
