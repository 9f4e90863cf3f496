import { meFrom } from "../domain/directory/user.ts";
import { Ignored, userOperation } from "./operation.ts";

export const getMe = userOperation({
  query: Ignored,
  body: Ignored,
  handle: async (_ports: unknown, { caller }) => ({ status: 200, body: meFrom(caller.profile) }),
});
