import {
  CreatePlatformEndpointCommand,
  PublishBatchCommand,
  PublishCommand,
  type PublishCommandInput,
  type SNSClient,
} from "@aws-sdk/client-sns";
import { describe, expect, it } from "vitest";
import { Chaos } from "../../../local/chaos/chaos.ts";
import { injectPublishFaults } from "../../../local/chaos/publish-faults.ts";
import { apns, fcm, sandbox, startSns } from "./sns-server.ts";

const CustomUserData = JSON.stringify({ userId: "ana", deviceId: "phone" });
const alert = { aps: { alert: { title: "Ben", body: "At noon?" } }, chatId: "c1" };
const v1 = { fcmV1Message: { message: { notification: { title: "Ben" }, data: { seq: "2" } } } };

async function endpoint(client: SNSClient, PlatformApplicationArn = apns) {
  const input = { PlatformApplicationArn, Token: "t1", CustomUserData };
  return (await client.send(new CreatePlatformEndpointCommand(input))).EndpointArn;
}

/** Publishes a message of platform payloads to a new endpoint. */
async function publish(
  parts: object,
  given: Partial<PublishCommandInput> & { application?: string } = {},
  sns?: Awaited<ReturnType<typeof startSns>>,
) {
  const { application, ...input } = given;
  const running = sns ?? (await startSns());
  const TargetArn = await endpoint(running.client, application);
  const command = { TargetArn, MessageStructure: "json", Message: JSON.stringify(parts), ...input };
  const { MessageId } = await running.client.send(new PublishCommand(command));
  return { ...running, MessageId };
}

const text = (value: string) => ({ DataType: "String", StringValue: value });

describe("publishing to a device", () => {
  it.each([
    ["APNS", apns, alert],
    ["APNS_SANDBOX", sandbox, alert],
    ["GCM", fcm, v1],
  ])("%s gets its own payload, and the caller gets a message id", async (key, application, payload) => {
    const others = { APNS: "-", APNS_SANDBOX: "-", GCM: "-", default: "-" };
    const parts = { ...others, [key]: JSON.stringify(payload) };
    const { delivered, MessageId, usage } = await publish(parts, { application });
    expect(delivered).toEqual([
      { userId: "ana", notification: { target: "phone", attributes: {}, body: payload } },
    ]);
    expect(MessageId).toMatch(/^[0-9a-f-]{36}$/);
    expect(usage.publishes).toBe(1);
  });

  it("shows the message attributes that control the push", async () => {
    const MessageAttributes = {
      "AWS.SNS.MOBILE.APNS.PUSH_TYPE": text("alert"),
      "AWS.SNS.MOBILE.APNS.PRIORITY": text("10"),
      "AWS.SNS.MOBILE.APNS.COLLAPSE_ID": text("chat-1"),
      "AWS.SNS.MOBILE.APNS.TTL": { DataType: "Number", StringValue: "3600" },
    };
    const { delivered } = await publish({ APNS: JSON.stringify(alert) }, { MessageAttributes });
    expect(delivered[0]?.notification.attributes).toEqual({
      "AWS.SNS.MOBILE.APNS.PUSH_TYPE": "alert",
      "AWS.SNS.MOBILE.APNS.PRIORITY": "10",
      "AWS.SNS.MOBILE.APNS.COLLAPSE_ID": "chat-1",
      "AWS.SNS.MOBILE.APNS.TTL": "3600",
    });
  });

  it.each([
    ["the default of a message", { default: "Hello" }, {}],
    ["a plain text", {}, { Message: "Hello", MessageStructure: undefined }],
  ])("%s becomes an alert", async (_, parts, given) => {
    const { delivered } = await publish(parts, given);
    expect(delivered[0]?.notification.body).toEqual({ aps: { alert: "Hello" } });
  });

  it.each<[string, object, Partial<PublishCommandInput> & { application?: string }, RegExp]>([
    [
      "a message that is not JSON",
      {},
      { Message: "Hello" },
      /Message Structure - JSON message body failed to parse/,
    ],
    [
      "a message without a part for the platform",
      { GCM: "{}" },
      {},
      /JSON must contain an entry for 'default' or 'APNS'\.$/,
    ],
    [
      "a part that is not a string",
      { APNS: alert },
      {},
      /JSON must contain an entry for 'default' or 'APNS'\.$/,
    ],
    ["a payload that is not JSON", { APNS: "Hello" }, {}, /Invalid notification for protocol APNS/],
    ["a payload without aps", { APNS: "{}" }, {}, /Invalid notification for protocol APNS: aps/],
    [
      "a payload over 4 KB",
      { APNS: JSON.stringify({ aps: { alert: "é".repeat(2048) } }) },
      {},
      /protocol APNS: Notification is too long/,
    ],
    [
      "a payload in the legacy FCM format",
      { GCM: '{"data":{}}' },
      { application: fcm },
      /protocol GCM: fcmV1Message/,
    ],
    [
      "FCM data that is not a string",
      { GCM: '{"fcmV1Message":{"message":{"data":{"seq":2}}}}' },
      { application: fcm },
      /protocol GCM: fcmV1Message.message.data.seq/,
    ],
    [
      "an FCM payload over 4 KB",
      { GCM: JSON.stringify({ x: "x".repeat(4096) }) },
      { application: fcm },
      /protocol GCM: Notification data is larger/,
    ],
    ["a message over 256 KB", { default: "x".repeat(262_144) }, {}, /Message too long/],
    ["an empty message", {}, { Message: "" }, /Empty message/],
    [
      "an unknown push type",
      { default: "-" },
      { MessageAttributes: { "AWS.SNS.MOBILE.APNS.PUSH_TYPE": text("loud") } },
      /PUSH_TYPE cannot be loud/,
    ],
    [
      "a collapse id over 64 bytes",
      { default: "-" },
      { MessageAttributes: { "AWS.SNS.MOBILE.APNS.COLLAPSE_ID": text("x".repeat(65)) } },
      /COLLAPSE_ID cannot be/,
    ],
    [
      "a reserved name with a typo",
      { default: "-" },
      { MessageAttributes: { "AWS.SNS.MOBILE.APNS.PUSHTYPE": text("alert") } },
      /reserved and unknown/,
    ],
    [
      "an endpoint's ARN as the topic",
      { default: "-" },
      { TargetArn: undefined, TopicArn: `${apns.replace(":app/", ":endpoint/")}/id` },
      /TopicArn/,
    ],
    [
      "an unknown endpoint",
      { default: "-" },
      { TargetArn: `${apns.replace(":app/", ":endpoint/")}/id` },
      /^Invalid parameter: TargetArn Reason: No endpoint found for the target arn specified$/,
    ],
  ])("%s is refused, and nothing is delivered", async (_, parts, given, message) => {
    const sns = await startSns();
    await expect(publish(parts, given, sns)).rejects.toMatchObject({
      name: "InvalidParameterException",
      message: expect.stringMatching(message),
    });
    expect(sns.delivered).toEqual([]);
    expect(sns.usage.publishes).toBe(0);
  });

  it.each([
    ["no value", text("")],
    ["an unknown type", { DataType: "Text", StringValue: "x" }],
  ])("an attribute with %s is refused", async (_, value) => {
    const refused = publish({ default: "-" }, { MessageAttributes: { event: value } });
    await expect(refused).rejects.toMatchObject({ name: "InvalidParameterValueException" });
  });

  it("a batch to an endpoint is refused", async () => {
    const { client } = await startSns();
    const batch = {
      TopicArn: await endpoint(client),
      PublishBatchRequestEntries: [{ Id: "1", Message: "Hello" }],
    };
    await expect(client.send(new PublishBatchCommand(batch))).rejects.toMatchObject({
      name: "InvalidParameterException",
    });
  });

  it.each(["t1", "phone"])(
    "publishing to a device that was disabled by its token or id (%s) is refused",
    async (device) => {
      const sns = await startSns();
      const TargetArn = await endpoint(sns.client);
      expect(sns.push.disable("another")).toBe(false);
      expect(sns.push.disable(device)).toBe(true);
      await expect(
        sns.client.send(new PublishCommand({ TargetArn, Message: "Hello" })),
      ).rejects.toMatchObject({
        name: "EndpointDisabledException",
        message: "Endpoint is disabled",
      });
      expect(sns.delivered).toEqual([]);
    },
  );

  it("a device without a stored id is shown by its endpoint's ARN", async () => {
    const { client, delivered } = await startSns();
    const input = { PlatformApplicationArn: apns, Token: "t1", CustomUserData: "ana" };
    const { EndpointArn } = await client.send(new CreatePlatformEndpointCommand(input));
    await client.send(new PublishCommand({ TargetArn: EndpointArn, Message: "Hello" }));
    expect(delivered).toMatchObject([{ userId: undefined, notification: { target: EndpointArn } }]);
  });

  it("fail-publish fails the call, sometimes after the message reached the device", async () => {
    const chaos = new Chaos();
    const sns = await startSns({ onCall: injectPublishFaults(chaos) });
    const TargetArn = await endpoint(sns.client);
    chaos.start({ seed: 1, mix: { "fail-publish": 1 } });
    for (let call = 0; call < 20; call += 1) {
      const sent = sns.client.send(new PublishCommand({ TargetArn, Message: "Hello" }));
      await expect(sent).rejects.toMatchObject({ name: "InternalErrorException" });
    }
    expect(sns.delivered.length).toBeGreaterThan(0);
    expect(sns.delivered.length).toBeLessThan(20);
  });
});
