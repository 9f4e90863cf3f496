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
import { snsPorts } from "../support/notification-ports.ts";

const client = new SNSClient({ region: "us-east-1" });
const mock = mockClient(client);
let ports: ReturnType<typeof snsPorts>;
let endpoints: SnsEndpoints;

beforeEach(() => {
  mock.reset();
  ports = snsPorts();
  endpoints = new SnsEndpoints(client, ports);
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

/** Late once the pauses add up to 40 s, as in `notify`. */
const push = (groups: PhoneNotification[][]) => {
  const deadline = ports.clock.now() + 40_000;
  return endpoints.push(groups, () => ports.clock.now() >= deadline);
};
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

  const passing: [string, Error][] = [
    ["throttling", new ThrottledException(problem)],
    ["an outage", new InternalErrorException(problem)],
    ["a broken connection", Object.assign(new Error("socket hang up"), { name: "TimeoutError" })],
  ];

  it.each(passing)("waits during %s, longer each time, and pushes again", async (_, error) => {
    mock.on(PublishCommand).rejectsOnce(error).rejectsOnce(error).resolves({});
    expect(await push([[to("ben")]])).toEqual({ done: 1, gone: [], refused: 0 });
    const [first = 0, second = 0] = ports.clock.pauses;
    expect(first).toBeGreaterThan(0);
    expect(second).toBe(2 * first);
    expect(ports.log.lines).toEqual([]);
  });

  it.each(passing)(
    "repeats a group after %s until late, and still tries all its other pushes",
    async (_, error) => {
      mock.on(PublishCommand).resolves({}).on(PublishCommand, { TargetArn: "arn:ben" }).rejects(error);
      const { done } = await push([[to("dan")], [to("ben"), to("cara")], [to("eve")]]);
      expect(done).toBe(1);
      expect(targets()).toEqual(expect.arrayContaining(["arn:dan", "arn:cara"]));
      expect(ports.log.lines).toMatchObject([{ level: "warn", message: "device not reached, trying again" }]);
    },
  );

  it.each([
    ["that the platform refuses", new InvalidParameterException(problem)],
    ["of an application that is disabled", new PlatformApplicationDisabledException(problem)],
  ])("gives up a push %s, which a retry would not change", async (_, error) => {
    mock.on(PublishCommand).resolves({}).on(PublishCommand, { TargetArn: "arn:ben" }).rejects(error);
    expect(await push([[to("ben")], [to("cara")]])).toEqual({ done: 2, gone: [], refused: 1 });
    expect(ports.log.lines).toMatchObject([
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
    expect(ports.log.lines.map(({ message }) => message)).toEqual(["endpoint not deleted"]);
  });
});
