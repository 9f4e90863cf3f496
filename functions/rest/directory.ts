import {
  type CloseLostConnectionsPorts,
  closeLostConnections,
} from "../domain/connections/close-lost-connections.ts";
import { PutLocationRequest } from "../domain/directory/location.ts";
import { type PutLocationPorts, putLocation } from "../domain/directory/put-location.ts";
import { type PutUserPorts, putUser } from "../domain/directory/put-user.ts";
import { PutUserRequest } from "../domain/directory/user.ts";
import { invalidField } from "../domain/errors.ts";
import { isId } from "../domain/identifier.ts";
import { PutConversationRequest } from "../domain/inbox/conversation.ts";
import { type PutConversationPorts, putConversation } from "../domain/inbox/put-conversation.ts";
import { operation, type PathParams, pathId } from "./operation.ts";

/** The CRM platform's writes. */
export const directoryOperations = {
  putLocation: operation({
    body: PutLocationRequest,
    handle: async (ports: PutLocationPorts, { params, body }) => {
      const applied = await putLocation(ports, directoryId(params, "locationId"), body);
      return { status: 200, body: { applied } };
    },
  }),
  putUser: operation({
    body: PutUserRequest,
    handle: async (ports: PutUserPorts & CloseLostConnectionsPorts, { params, body }) => {
      const userId = directoryId(params, "userId");
      const applied = await putUser(ports, userId, body);
      await closeLostConnections(ports, userId);
      return { status: 200, body: { applied } };
    },
  }),
  putConversation: operation({
    body: PutConversationRequest,
    handle: async (ports: PutConversationPorts, { params, body }) => {
      const update = { id: directoryId(params, "conversationId"), ...body };
      return { status: 200, body: { applied: await putConversation(ports, update) } };
    },
  }),
};

/** In the directory an id of another shape is a mistake of the platform, not an unknown id: 422. */
function directoryId(params: PathParams, name: string): string {
  const id = pathId(params, name);
  if (!isId(id)) throw invalidField(name, "must be 1 to 64 characters of A-Z, a-z, 0-9, _ or -");
  return id;
}
