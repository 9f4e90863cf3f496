import { Ignored, operation } from "./operation.ts";

/** The service answers, and in which version. */
export const getHealth = operation<{ readonly version: string }, typeof Ignored, typeof Ignored>({
  query: Ignored,
  body: Ignored,
  handle: async ({ version }) => ({ status: 200, body: { status: "ok", version } }),
});
