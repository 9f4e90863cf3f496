import type { PreferenceStore } from "../domain/notifications/ports.ts";
import { defaultPreferences } from "../domain/notifications/preferences.ts";
import { Ignored, userOperation } from "./operation.ts";

export const getPreferences = userOperation({
  query: Ignored,
  body: Ignored,
  handle: async ({ preferences }: { readonly preferences: Pick<PreferenceStore, "find"> }, { caller }) => ({
    status: 200,
    body: (await preferences.find(caller.userId)) ?? defaultPreferences,
  }),
});
