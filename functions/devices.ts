import { SnsApplications } from "./gateways/sns-applications.ts";
import { SnsEndpoints } from "./gateways/sns-endpoints.ts";
import { listDevices } from "./rest/list-devices.ts";
import { registerDevice } from "./rest/register-device.ts";
import { removeDevice } from "./rest/remove-device.ts";
import { restHandler } from "./rest/rest-handler.ts";
import { DevicesConfig, loadConfig } from "./runtime/config.ts";
import { openDatabase } from "./runtime/dynamodb.ts";
import { createLog } from "./runtime/logger.ts";
import { openSns } from "./runtime/sns.ts";
import { systemClock, systemEntropy } from "./runtime/system.ts";
import { DynamodbDeviceStore } from "./store/dynamodb-device-store.ts";
import { DynamodbDirectoryReader } from "./store/dynamodb-directory-reader.ts";

/** The REST API's devices: the only part that makes endpoints at SNS. */
const config = loadConfig(DevicesConfig);
const database = openDatabase(config.TABLE_NAME);
const sns = openSns();
const log = createLog();

export const handler = restHandler(
  "devices",
  { registerDevice, listDevices, removeDevice },
  {
    directory: new DynamodbDirectoryReader(database),
    devices: new DynamodbDeviceStore(database),
    applications: new SnsApplications(sns, config.PUSH_APPLICATIONS),
    endpoints: new SnsEndpoints(sns, log),
    clock: systemClock,
    entropy: systemEntropy,
    log,
    allowedOrigins: config.ALLOWED_ORIGINS,
    // No route here needs the feature: were one added, it would be off.
    generalAvailability: Number.POSITIVE_INFINITY,
  },
);
