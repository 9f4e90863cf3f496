import type { Cursors } from "../../functions/domain/paging.ts";

/** Readable cursors, bound to their scope as sealed ones are. */
export const plainCursors: Cursors = {
  seal: (scope, position) => JSON.stringify([scope, position]),
  open: (scope, cursor) => {
    const parsed: unknown = JSON.parse(cursor);
    return Array.isArray(parsed) && JSON.stringify(parsed[0]) === JSON.stringify(scope)
      ? parsed[1]
      : undefined;
  },
};
