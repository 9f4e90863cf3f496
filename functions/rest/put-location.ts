import { PutLocationRequest } from "../domain/directory/location.ts";
import type { Directory } from "../domain/directory/ports.ts";
import { directoryId } from "./directory-id.ts";
import { Ignored, operation } from "./operation.ts";

export const putLocation = operation({
  query: Ignored,
  body: PutLocationRequest,
  handle: async ({ directory }: { readonly directory: Pick<Directory, "putLocation"> }, { params, body }) => {
    const location = { locationId: directoryId(params, "locationId"), ...body };
    return { status: 200, body: { applied: await directory.putLocation(location) } };
  },
});
