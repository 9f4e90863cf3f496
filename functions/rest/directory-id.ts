import { invalidField } from "../domain/errors.ts";
import { isId } from "../domain/identifier.ts";
import { type PathParams, pathId } from "./operation.ts";

/** In the directory an id of another shape is a mistake of the platform's, not an unknown one: 422. */
export function directoryId(params: PathParams, name: string): string {
  const id = pathId(params, name);
  if (!isId(id)) throw invalidField(name, "must be 1 to 64 characters of A-Z, a-z, 0-9, _ or -");
  return id;
}
