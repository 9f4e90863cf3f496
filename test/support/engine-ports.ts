import { labsSwitch } from "../../functions/domain/directory/labs.ts";
import type { TokenVerifier } from "../../functions/domain/directory/ports.ts";
import { noScan } from "../../functions/gateways/guardduty-scan.ts";
import { tzdbTimeZones } from "../../functions/runtime/time-zones.ts";
import { DynamodbPrefetch } from "../../functions/store/dynamodb-prefetch.ts";
import { HmacCursors } from "../../functions/store/hmac-cursors.ts";
import { FakePhones } from "./memory-devices.ts";
import { portsOn } from "./send-ports.ts";
import type { TestTable } from "./test-table.ts";

const links = {
  upload: async () => ({ link: { method: "PUT" as const, url: "https://put", headers: {} }, expiresAt: 0 }),
  download: async () => ({ link: "https://get", expiresAt: 0 }),
};

const verifier: TokenVerifier = { verify: async () => undefined };

/** The ports of all handlers, on real stores. */
export function enginePorts(table: TestTable) {
  const phones = new FakePhones();
  const ports = portsOn(table);
  return {
    ...ports,
    timeZones: tzdbTimeZones,
    ...{ links, scan: noScan, applications: phones, endpoints: phones, verifier },
    prefetch: new DynamodbPrefetch(table.database),
    cursors: new HmacCursors("k".repeat(32)),
    feature: labsSwitch(ports, 0),
  };
}
