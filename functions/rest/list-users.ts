import { type ListUsersPorts, ListUsersQuery, listUsers as list } from "../domain/directory/list-users.ts";
import { Ignored, pathId, userOperation } from "./operation.ts";

export const listUsers = userOperation({
  query: ListUsersQuery,
  body: Ignored,
  handle: async (ports: ListUsersPorts, { caller, params, query }) => ({
    status: 200,
    body: await list(ports, { userId: caller.userId, locationId: pathId(params, "locationId") }, query),
  }),
});
