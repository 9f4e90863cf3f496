import { getMe } from "./rest/get-me.ts";
import { getPreferences } from "./rest/get-preferences.ts";
import { putPreferences } from "./rest/put-preferences.ts";
import { restHandler } from "./rest/rest-handler.ts";
import { loadConfig, MeConfig } from "./runtime/config.ts";
import { openDatabase } from "./runtime/dynamodb.ts";
import { createLog } from "./runtime/logger.ts";
import { systemClock } from "./runtime/system.ts";
import { DynamodbDirectoryReader } from "./store/dynamodb-directory-reader.ts";
import { DynamodbPreferenceStore } from "./store/dynamodb-preference-store.ts";

/** The REST API's part about the caller themselves: it touches nothing but `USER#` items. */
const config = loadConfig(MeConfig);
const database = openDatabase(config.TABLE_NAME);

export const handler = restHandler(
  "me",
  { getMe, getPreferences, putPreferences },
  {
    directory: new DynamodbDirectoryReader(database),
    preferences: new DynamodbPreferenceStore(database),
    clock: systemClock,
    log: createLog(),
    allowedOrigins: config.ALLOWED_ORIGINS,
    // No route here needs the feature: were one added, it would be off.
    generalAvailability: Number.POSITIVE_INFINITY,
  },
);
