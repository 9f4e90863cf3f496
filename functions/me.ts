import { meOperations } from "./rest/me.ts";
import { restHandler } from "./rest/rest-handler.ts";
import { loadConfig, MeConfig } from "./runtime/config.ts";
import { openDatabase } from "./runtime/dynamodb.ts";
import { createLog } from "./runtime/logger.ts";
import { systemClock } from "./runtime/system.ts";
import { tzdbTimeZones } from "./runtime/time-zones.ts";
import { DynamodbDirectory } from "./store/dynamodb-directory.ts";
import { DynamodbPreferenceStore } from "./store/dynamodb-preference-store.ts";

/** The caller's own profile and preferences. It accesses `USER#` items alone. */
const config = loadConfig(MeConfig);
const database = openDatabase(config.TABLE_NAME);

export const handler = restHandler({
  group: "me",
  operations: meOperations,
  ports: {
    directory: new DynamodbDirectory(database),
    preferences: new DynamodbPreferenceStore(database),
    timeZones: tzdbTimeZones,
    clock: systemClock,
    log: createLog(),
  },
  allowedOrigins: config.ALLOWED_ORIGINS,
});
