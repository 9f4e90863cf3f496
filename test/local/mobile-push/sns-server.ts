import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { SNSClient } from "@aws-sdk/client-sns";
import { onTestFinished } from "vitest";
import type { AccessRequest } from "../../../local/access/policy.ts";
import { listen } from "../../../local/free-port.ts";
import type { DeliveredNotification } from "../../../local/messaging/notifications.ts";
import { createSnsEndpoint, type PublishHook } from "../../../local/messaging/sns-endpoint.ts";
import type { PlatformApplications } from "../../../local/mobile-push/applications.ts";
import { Endpoints } from "../../../local/mobile-push/endpoints.ts";
import { createMobilePush } from "../../../local/mobile-push/mobile-push.ts";

export const apns = "arn:aws:sns:us-east-1:000000000000:app/APNS/chat";
export const sandbox = "arn:aws:sns:us-east-1:000000000000:app/APNS_SANDBOX/chat";
export const fcm = "arn:aws:sns:us-east-1:000000000000:app/GCM/chat";
const applications: PlatformApplications = new Map([
  [apns, "APNS"],
  [sandbox, "APNS_SANDBOX"],
  [fcm, "GCM"],
]);

interface Given {
  readonly onCall?: PublishHook;
  readonly may?: (request: AccessRequest) => boolean;
}

/** Starts the functions' SNS endpoint with mobile push but without a broker. It stops when the test ends. */
export async function startSns({ onCall = (form, forward) => forward(form), may = () => true }: Given = {}) {
  const dir = mkdtempSync(join(tmpdir(), "mobile-push-"));
  const delivered: { userId: string | undefined; notification: DeliveredNotification }[] = [];
  const notifications = {
    add: (userId: string | undefined, notification: DeliveredNotification) => {
      delivered.push({ userId, notification });
    },
  };
  const file = join(dir, "endpoints.json");
  const push = createMobilePush({ applications, endpoints: new Endpoints(file), notifications });
  const usage = { publishes: 0 };
  const server = createSnsEndpoint({
    broker: {
      sns: async () => {
        throw new Error("no broker in this test");
      },
    },
    push,
    identities: { of: () => ({ arn: "arn:caller", functionName: "caller", may }), onDenied: () => undefined },
    onPublish: (messages) => {
      usage.publishes += messages;
    },
    onCall,
  });
  const port = await listen(server, 0);
  const client = new SNSClient({
    endpoint: `http://127.0.0.1:${port}`,
    region: "us-east-1",
    credentials: { accessKeyId: "key", secretAccessKey: "secret" },
    maxAttempts: 1,
  });
  onTestFinished(() => {
    client.destroy();
    server.closeAllConnections();
    server.close();
    rmSync(dir, { recursive: true });
  });
  return { client, push, delivered, usage, file };
}
