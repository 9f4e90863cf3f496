import {
  type CloseLostConnectionsPorts,
  closeLostConnections,
} from "../domain/connections/close-lost-connections.ts";
import type { Directory } from "../domain/directory/ports.ts";
import { PutUserRequest, profileFrom } from "../domain/directory/user.ts";
import { directoryId } from "./directory-id.ts";
import { Ignored, operation } from "./operation.ts";

type Ports = CloseLostConnectionsPorts & { readonly directory: Pick<Directory, "putProfile"> };

export const putUser = operation({
  query: Ignored,
  body: PutUserRequest,
  handle: async (ports: Ports, { params, body }) => {
    const profile = profileFrom(directoryId(params, "userId"), body);
    const applied = await ports.directory.putProfile(profile);
    await closeLostConnections(ports, profile.userId);
    return { status: 200, body: { applied } };
  },
});
