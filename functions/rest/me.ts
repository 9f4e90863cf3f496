import { meFrom } from "../domain/directory/user.ts";
import type { PreferenceStore } from "../domain/notifications/ports.ts";
import { defaultPreferences, NotificationPreferences } from "../domain/notifications/preferences.ts";
import { type PutPreferencesPorts, putPreferences } from "../domain/notifications/put-preferences.ts";
import { userOperation } from "./operation.ts";

type FindPorts = { readonly preferences: Pick<PreferenceStore, "find"> };

/** The caller's own profile and preferences. */
export const meOperations = {
  getMe: userOperation({
    handle: async (_ports: unknown, { caller }) => ({ status: 200, body: meFrom(caller.profile) }),
  }),
  getPreferences: userOperation({
    handle: async ({ preferences }: FindPorts, { caller }) => ({
      status: 200,
      body: (await preferences.find(caller.userId)) ?? defaultPreferences,
    }),
  }),
  putPreferences: userOperation({
    body: NotificationPreferences,
    handle: async (ports: PutPreferencesPorts, { caller, body }) => ({
      status: 200,
      body: await putPreferences(ports, caller.userId, body),
    }),
  }),
};
