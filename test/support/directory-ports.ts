import type { ListUsersPorts } from "../../functions/domain/directory/list-users.ts";
import { FakeLimiter } from "./fake-limiter.ts";
import { MemoryDirectory } from "./memory-directory.ts";
import { plainCursors } from "./plain-cursors.ts";

/** The directory has no users. */
export function listUsersPorts() {
  return {
    directory: new MemoryDirectory(),
    cursors: plainCursors,
    limiter: new FakeLimiter(),
  } satisfies ListUsersPorts;
}
