import { type LabsPorts, labsInForce, type PutLabsPorts, putLabs } from "../domain/directory/labs.ts";
import { type ListUsersPorts, ListUsersQuery, listUsers } from "../domain/directory/list-users.ts";
import { Labs } from "../domain/directory/location.ts";
import {
  type ListConversationsPorts,
  ListConversationsQuery,
  listConversations,
} from "../domain/inbox/list-conversations.ts";
import { type InboxPorts, readInbox } from "../domain/inbox/read-inbox.ts";
import { locationOperation } from "./operation.ts";

/** The inbox of a location: customer conversations, people, counts and Labs. */
export const inboxOperations = {
  getInbox: locationOperation({
    handle: async (ports: InboxPorts, { caller, location }) => ({
      status: 200,
      body: await readInbox(ports, { caller, location }),
    }),
  }),
  listConversations: locationOperation({
    query: ListConversationsQuery,
    handle: async (
      ports: ListConversationsPorts,
      { caller: { profile }, location: { locationId }, query },
    ) => ({ status: 200, body: await listConversations(ports, { profile, locationId }, query) }),
  }),
  listUsers: locationOperation({
    query: ListUsersQuery,
    handle: async (ports: ListUsersPorts, { caller: { userId }, location: { locationId }, query }) => ({
      status: 200,
      body: await listUsers(ports, { userId, locationId }, query),
    }),
  }),
  getLabs: locationOperation({
    handle: async (ports: LabsPorts, { location }) => ({
      status: 200,
      body: await labsInForce(ports, location),
    }),
  }),
  putLabs: locationOperation({
    body: Labs,
    handle: async (ports: PutLabsPorts, { caller, location, body: labs }) => ({
      status: 200,
      body: await putLabs(ports, { caller, location }, labs),
    }),
  }),
};
