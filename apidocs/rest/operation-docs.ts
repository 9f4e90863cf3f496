import { type Route, routes } from "../../functions/rest/routes.ts";
import { attachmentDocs } from "./attachments.ts";
import { chatDocs } from "./chats.ts";
import { deviceDocs } from "./devices.ts";
import { directoryDocs } from "./directory.ts";
import { inboxDocs } from "./inbox.ts";
import { meDocs } from "./me.ts";
import type { OperationDoc } from "./operation-doc.ts";

const docs: Readonly<Record<string, OperationDoc>> = {
  ...chatDocs,
  ...attachmentDocs,
  ...inboxDocs,
  ...meDocs,
  ...deviceDocs,
  ...directoryDocs,
};

export interface Documented {
  readonly route: Route;
  readonly doc: OperationDoc;
}

/** The documented routes, in the order of `routes.ts`. */
export const documented: readonly Documented[] = routes.flatMap((route) => {
  const doc = docs[route.operation];
  return doc === undefined ? [] : [{ route, doc }];
});

/** Routes without documentation, as messages that say what to do. */
export const undocumented: readonly string[] = routes
  .filter(({ operation }) => docs[operation] === undefined)
  .map(({ method, path, operation }) => `${method} ${path}: describe ${operation} in apidocs/rest/`);
