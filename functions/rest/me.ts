import { meFrom } from "../domain/directory/user.ts";
import type { PreferenceStore } from "../domain/notifications/ports.ts";
import { defaultPreferences, NotificationPreferences } from "../domain/notifications/preferences.ts";
import { userOperation } from "./operation.ts";

type PreferencePorts<Method extends keyof PreferenceStore> = {
  readonly preferences: Pick<PreferenceStore, Method>;
};

/** The caller's own profile and preferences. */
export const meOperations = {
  getMe: userOperation({
    handle: async (_ports: unknown, { caller }) => ({ status: 200, body: meFrom(caller.profile) }),
  }),
  getPreferences: userOperation({
    handle: async ({ preferences }: PreferencePorts<"find">, { caller }) => ({
      status: 200,
      body: (await preferences.find(caller.userId)) ?? defaultPreferences,
    }),
  }),
  putPreferences: userOperation({
    body: NotificationPreferences,
    handle: async ({ preferences }: PreferencePorts<"put">, { caller, body }) => {
      await preferences.put(caller.userId, body);
      return { status: 200, body };
    },
  }),
};
