import { type PutLabsPorts, putLabs as put } from "../domain/directory/labs.ts";
import { Labs } from "../domain/directory/location.ts";
import { Ignored, locationOperation } from "./operation.ts";

export const putLabs = locationOperation({
  query: Ignored,
  body: Labs,
  handle: async (ports: PutLabsPorts, { caller, location, body }) => ({
    status: 200,
    body: await put(ports, { caller, location }, body),
  }),
});
