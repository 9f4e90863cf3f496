import { invalidField } from "../errors.ts";
import type { PreferenceStore, TimeZones } from "./ports.ts";
import type { NotificationPreferences } from "./preferences.ts";

export interface PutPreferencesPorts {
  readonly preferences: Pick<PreferenceStore, "put">;
  readonly timeZones: TimeZones;
}

/** @throws ChatError `invalid_request`: the time zone of the quiet hours is unknown; `unavailable` */
export async function putPreferences(
  ports: PutPreferencesPorts,
  userId: string,
  preferences: NotificationPreferences,
): Promise<NotificationPreferences> {
  const timeZone = preferences.quietHours?.timeZone;
  if (timeZone !== undefined && !(await ports.timeZones.has(timeZone)))
    throw invalidField(
      "quietHours.timeZone",
      "must be a time zone of the tz database, such as Europe/Berlin",
    );
  await ports.preferences.put(userId, preferences);
  return preferences;
}
