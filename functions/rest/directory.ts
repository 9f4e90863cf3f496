import {
  type CloseLostConnectionsPorts,
  closeLostConnections,
} from "../domain/connections/close-lost-connections.ts";
import { PutLocationRequest } from "../domain/directory/location.ts";
import type { Directory } from "../domain/directory/ports.ts";
import { PutUserRequest, profileFrom } from "../domain/directory/user.ts";
import { invalidField } from "../domain/errors.ts";
import { isId } from "../domain/identifier.ts";
import { PutConversationRequest } from "../domain/inbox/conversation.ts";
import { type PutConversationPorts, putConversation } from "../domain/inbox/put-conversation.ts";
import { operation, type PathParams, pathId } from "./operation.ts";

type UserPorts = CloseLostConnectionsPorts & { readonly directory: Pick<Directory, "putProfile"> };

/** The CRM platform's writes. */
export const directoryOperations = {
  putLocation: operation({
    body: PutLocationRequest,
    handle: async (
      { directory }: { readonly directory: Pick<Directory, "putLocation"> },
      { params, body },
    ) => {
      const location = { locationId: directoryId(params, "locationId"), ...body };
      return { status: 200, body: { applied: await directory.putLocation(location) } };
    },
  }),
  putUser: operation({
    body: PutUserRequest,
    handle: async (ports: UserPorts, { params, body }) => {
      const profile = profileFrom(directoryId(params, "userId"), body);
      const applied = await ports.directory.putProfile(profile);
      await closeLostConnections(ports, profile.userId);
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
