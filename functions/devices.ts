import { SnsApplications } from "./gateways/sns-applications.ts";
import { SnsEndpoints } from "./gateways/sns-endpoints.ts";
import { deviceOperations } from "./rest/devices.ts";
import { restHandler } from "./rest/rest-handler.ts";
import { DevicesConfig, loadConfig } from "./runtime/config.ts";
import { openDatabase } from "./runtime/dynamodb.ts";
import { createLog } from "./runtime/logger.ts";
import { openRateLimiter } from "./runtime/rate-limiter.ts";
import { openSns } from "./runtime/sns.ts";
import { systemClock, systemEntropy } from "./runtime/system.ts";
import { DynamodbDeviceStore } from "./store/dynamodb-device-store.ts";
import { DynamodbDirectory } from "./store/dynamodb-directory.ts";

/** Devices of the REST API: the only function that creates endpoints at SNS. */
const config = loadConfig(DevicesConfig);
const database = openDatabase(config.TABLE_NAME);
const sns = openSns();
const shared = { clock: systemClock, entropy: systemEntropy, log: createLog() };

export const handler = restHandler({
  group: "devices",
  operations: deviceOperations,
  ports: {
    directory: new DynamodbDirectory(database),
    devices: new DynamodbDeviceStore(database),
    applications: new SnsApplications(sns, config.PUSH_APPLICATIONS),
    endpoints: new SnsEndpoints(sns, shared),
    limiter: openRateLimiter(config.RATE_LIMITS, { database, ...shared }),
    ...shared,
  },
  allowedOrigins: config.ALLOWED_ORIGINS,
});
