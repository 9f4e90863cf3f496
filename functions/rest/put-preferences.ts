import type { PreferenceStore } from "../domain/notifications/ports.ts";
import { NotificationPreferences } from "../domain/notifications/preferences.ts";
import { Ignored, userOperation } from "./operation.ts";

export const putPreferences = userOperation({
  query: Ignored,
  body: NotificationPreferences,
  handle: async (
    { preferences }: { readonly preferences: Pick<PreferenceStore, "put"> },
    { caller, body },
  ) => {
    await preferences.put(caller.userId, body);
    return { status: 200, body };
  },
});
