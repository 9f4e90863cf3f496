import { putLocation } from "./rest/put-location.ts";
import { putUser } from "./rest/put-user.ts";
import { restHandler } from "./rest/rest-handler.ts";
import { DirectoryConfig, loadConfig } from "./runtime/config.ts";
import { openDatabase } from "./runtime/dynamodb.ts";
import { createLog } from "./runtime/logger.ts";
import { systemClock } from "./runtime/system.ts";
import { DynamodbDirectory } from "./store/dynamodb-directory.ts";

/** The REST API's directory writes, for the CRM platform. */
const config = loadConfig(DirectoryConfig);
const database = openDatabase(config.TABLE_NAME);

export const handler = restHandler(
  "directory",
  { putLocation, putUser },
  {
    directory: new DynamodbDirectory(database),
    clock: systemClock,
    log: createLog(),
    // No route here needs the feature: were one added, it would be off.
    generalAvailability: Number.POSITIVE_INFINITY,
  },
);
