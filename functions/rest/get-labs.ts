import { type LabsPorts, labsOf } from "../domain/directory/labs.ts";
import { Ignored, locationOperation } from "./operation.ts";

export const getLabs = locationOperation({
  query: Ignored,
  body: Ignored,
  handle: async (ports: LabsPorts, { location }) => ({ status: 200, body: labsOf(ports, location) }),
});
