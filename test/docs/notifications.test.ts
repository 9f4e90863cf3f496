import { readFileSync } from "node:fs";
import { PublishBatchCommand, SNSClient } from "@aws-sdk/client-sns";
import { mockClient } from "aws-sdk-client-mock";
import { describe, expect, it } from "vitest";
import type { Platform } from "../../functions/domain/notifications/device.ts";
import { Notification } from "../../functions/domain/notifications/notification.ts";
import { phoneMessage } from "../../functions/gateways/phone-payload.ts";
import { SnsTopic } from "../../functions/gateways/sns-topic.ts";
import { snsPorts } from "../support/notification-ports.ts";

const text = readFileSync(new URL("../../docs/notifications.md", import.meta.url), "utf8");
const [body, filter, apns, fcm] = [...text.matchAll(/```json\n(.*?)```/gs)].map(([, json = ""]) =>
  JSON.parse(json),
);
const notification = Notification.parse(body);

function payloadFor(platform: Platform): unknown {
  const { default: _default, ...payload } = JSON.parse(phoneMessage(platform, notification));
  return JSON.parse(String(Object.values(payload)[0]));
}

describe("docs/notifications.md shows what goes out", () => {
  it("to the topic: body and attributes", async () => {
    const client = new SNSClient({ region: "us-east-1" });
    const mock = mockClient(client).on(PublishBatchCommand).resolves({});
    await new SnsTopic(client, "arn:topic", snsPorts()).publish([[notification]], () => false);
    const [entry] = mock.commandCalls(PublishBatchCommand)[0]?.args[0].input.PublishBatchRequestEntries ?? [];
    expect(JSON.parse(entry?.Message ?? "")).toEqual(body);
    const attributes = Object.keys(entry?.MessageAttributes ?? {});
    expect(text).toContain(
      `the message attributes ${attributes.map((name) => `\`${name}\``).join(", ")}`.replace(
        /, (?=[^,]+$)/,
        " and ",
      ),
    );
    expect(attributes).toEqual(expect.arrayContaining(Object.keys(filter)));
  });

  it("to phones", () => {
    expect(payloadFor("apns")).toEqual(apns);
    expect(payloadFor("apns_sandbox")).toEqual(apns);
    expect(payloadFor("fcm")).toEqual({ fcmV1Message: { message: fcm } });
  });
});
