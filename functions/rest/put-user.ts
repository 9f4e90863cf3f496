import type { Directory } from "../domain/ports.ts";
import { PutUserRequest, profileFrom } from "../domain/user.ts";
import { directoryId } from "./directory-id.ts";
import { Ignored, operation } from "./operation.ts";

export const putUser = operation({
  query: Ignored,
  body: PutUserRequest,
  handle: async ({ directory }: { readonly directory: Pick<Directory, "putProfile"> }, { params, body }) => {
    const profile = profileFrom(directoryId(params, "userId"), body);
    return { status: 200, body: { applied: await directory.putProfile(profile) } };
  },
});
