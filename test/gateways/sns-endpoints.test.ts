import {
  DeleteEndpointCommand,
  EndpointDisabledException,
  InternalErrorException,
  InvalidParameterException,
  NotFoundException,
  PlatformApplicationDisabledException,
  PublishCommand,
  SNSClient,
  ThrottledException,
} from "@aws-sdk/client-sns";
import { mockClient } from "aws-sdk-client-mock";
import { beforeEach, describe, expect, it } from "vitest";
import type { Platform } from "../../functions/domain/notifications/device.ts";
import type { PhoneNotification } from "../../functions/domain/notifications/ports.ts";
import { SnsEndpoints } from "../../functions/gateways/sns-endpoints.ts";
import { notification } from "../support/notification.ts";
import { RecordingLog } from "../support/recording-log.ts";

const client = new SNSClient({ region: "us-east-1" });
const mock = mockClient(client);
let log: RecordingLog;
let endpoints: SnsEndpoints;

beforeEach(() => {
  mock.reset();
  log = new RecordingLog();
  endpoints = new SnsEndpoints(client, log);
});

function to(name: string, platform: Platform = "apns"): PhoneNotification {
  return {
    notification: notification({ userId: name, preview: "private" }),
    device: {
      deviceId: name,
      platform,
      dateAdded: "2026-01-01T00:00:00.000Z",
      tokenHash: "hash",
      endpoint: `arn:${name}`,
      registeredAt: 1,
    },
  };
}

const push = (groups: PhoneNotification[][]) => endpoints.push(groups, () => false);
const targets = () => mock.commandCalls(PublishCommand).map((call) => call.args[0].input.TargetArn);
const problem = { $metadata: {}, message: "private" };

describe("pushing to devices", () => {
  it("publishes to each endpoint, with the attributes for APNs", async () => {
    mock.on(PublishCommand).resolves({});
    expect(await push([[to("ben")], [to("cara", "fcm")]])).toEqual({ done: 2, gone: [], refused: 0 });
    const [apns, fcm] = mock.commandCalls(PublishCommand).map((call) => call.args[0].input);
    expect(apns).toMatchObject({
      TargetArn: "arn:ben",
      MessageStructure: "json",
      MessageAttributes: {
        "AWS.SNS.MOBILE.APNS.PUSH_TYPE": { DataType: "String", StringValue: "alert" },
        "AWS.SNS.MOBILE.APNS.PRIORITY": { DataType: "String", StringValue: "10" },
        "AWS.SNS.MOBILE.APNS.COLLAPSE_ID": { DataType: "String", StringValue: "c" },
      },
    });
    expect(Object.keys(JSON.parse(apns?.Message ?? ""))).toEqual(["default", "APNS"]);
    expect(Object.keys(JSON.parse(fcm?.Message ?? ""))).toEqual(["default", "GCM"]);
    expect(fcm?.MessageAttributes).toBeUndefined();
  });

  it.each([
    ["disabled", new EndpointDisabledException(problem)],
    ["deleted", new NotFoundException(problem)],
    [
      "deleted, as SNS reports it on Publish",
      new InvalidParameterException({
        ...problem,
        message: "Invalid parameter: TargetArn Reason: No endpoint found for the target arn specified",
      }),
    ],
  ])("reports an endpoint that is %s, and goes on", async (_, error) => {
    mock.on(PublishCommand).resolves({}).on(PublishCommand, { TargetArn: "arn:ben" }).rejects(error);
    const { done, gone } = await push([[to("ben")], [to("cara")]]);
    expect(done).toBe(2);
    expect(gone.map(({ device }) => device.deviceId)).toEqual(["ben"]);
  });

  it.each([
    ["throttling", new ThrottledException(problem)],
    ["an outage", new InternalErrorException(problem)],
    ["a broken connection", Object.assign(new Error("socket hang up"), { name: "TimeoutError" })],
  ])("repeats a group after %s, and still tries all its other pushes", async (_, error) => {
    mock.on(PublishCommand).resolves({}).on(PublishCommand, { TargetArn: "arn:ben" }).rejects(error);
    const later = Array.from({ length: 50 }, (_, index) => [to(`u${index}`)]);
    const { done } = await push([[to("dan")], [to("ben"), to("cara")], ...later]);
    expect(done).toBe(1);
    expect(targets()).toEqual(expect.arrayContaining(["arn:dan", "arn:cara"]));
    expect(targets()).not.toContain("arn:u49");
  });

  it.each([
    ["that the platform refuses", new InvalidParameterException(problem)],
    ["of an application that is disabled", new PlatformApplicationDisabledException(problem)],
  ])("gives up a push %s, which a retry would not change", async (_, error) => {
    mock.on(PublishCommand).resolves({}).on(PublishCommand, { TargetArn: "arn:ben" }).rejects(error);
    expect(await push([[to("ben")], [to("cara")]])).toEqual({ done: 2, gone: [], refused: 1 });
    expect(log.lines).toMatchObject([
      { level: "error", message: "push refused", fields: { userId: "ben", deviceId: "ben" } },
    ]);
  });
});

describe("closing an endpoint", () => {
  it("deletes it, and only logs a failure", async () => {
    mock.on(DeleteEndpointCommand).resolvesOnce({}).rejects(new InternalErrorException(problem));
    await endpoints.close("arn:ben");
    await endpoints.close("arn:ben");
    expect(mock.commandCalls(DeleteEndpointCommand)[0]?.args[0].input).toEqual({ EndpointArn: "arn:ben" });
    expect(log.lines.map(({ message }) => message)).toEqual(["endpoint not deleted"]);
  });
});
