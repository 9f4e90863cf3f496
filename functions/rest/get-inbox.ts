import { type InboxPorts, readInbox } from "../domain/inbox/read-inbox.ts";
import { Ignored, locationOperation } from "./operation.ts";

export const getInbox = locationOperation({
  query: Ignored,
  body: Ignored,
  handle: async (ports: InboxPorts, { caller, location }) => ({
    status: 200,
    body: await readInbox(ports, { caller, location }),
  }),
});
