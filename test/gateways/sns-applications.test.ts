import {
  CreatePlatformEndpointCommand,
  InternalErrorException,
  InvalidParameterException,
  NotFoundException,
  SetEndpointAttributesCommand,
  SNSClient,
} from "@aws-sdk/client-sns";
import { mockClient } from "aws-sdk-client-mock";
import { beforeEach, describe, expect, it } from "vitest";
import { SnsApplications } from "../../functions/gateways/sns-applications.ts";

const client = new SNSClient({ region: "us-east-1" });
const mock = mockClient(client);
const applications = new SnsApplications(client, { apns: "arn:app/APNS/chat" });
const owner = { userId: "ben", deviceId: "d" };
const CustomUserData = '{"userId":"ben","deviceId":"d"}';
const open = () => applications.open({ platform: "apns", token: "t" }, owner);

const invalid = (message: string) => new InvalidParameterException({ $metadata: {}, message });

beforeEach(() => {
  mock.reset();
  mock.on(SetEndpointAttributesCommand).resolves({});
});

describe("the endpoint of a token", () => {
  it("is created and enabled if there is none", async () => {
    mock.on(CreatePlatformEndpointCommand).resolves({ EndpointArn: "arn:new" });
    expect(await open()).toBe("arn:new");
    expect(mock.commandCalls(CreatePlatformEndpointCommand)[0]?.args[0].input).toEqual({
      PlatformApplicationArn: "arn:app/APNS/chat",
      Token: "t",
      CustomUserData,
    });
    expect(mock.commandCalls(SetEndpointAttributesCommand)[0]?.args[0].input).toEqual({
      EndpointArn: "arn:new",
      Attributes: { Enabled: "true", Token: "t", CustomUserData },
    });
  });

  it("is taken over if it has another owner or is disabled", async () => {
    mock
      .on(CreatePlatformEndpointCommand)
      .rejects(
        invalid(
          "Invalid parameter: Token Reason: Endpoint arn:old already exists with the same Token, but different attributes.",
        ),
      );
    expect(await open()).toBe("arn:old");
    expect(mock.commandCalls(SetEndpointAttributesCommand)[0]?.args[0].input.EndpointArn).toBe("arn:old");
  });

  it("is created again if it was deleted in between", async () => {
    mock
      .on(CreatePlatformEndpointCommand)
      .resolvesOnce({ EndpointArn: "arn:gone" })
      .resolves({ EndpointArn: "arn:new" });
    mock
      .on(SetEndpointAttributesCommand)
      .rejectsOnce(new NotFoundException({ $metadata: {}, message: "Endpoint does not exist" }))
      .resolves({});
    expect(await open()).toBe("arn:new");
  });

  it("is invalid_request if SNS refuses the token", async () => {
    mock
      .on(CreatePlatformEndpointCommand)
      .rejects(invalid("Invalid parameter: Token Reason: iOS device tokens must be hexadecimal"));
    await expect(open()).rejects.toMatchObject({
      code: "invalid_request",
      problems: ["token: is no token of this platform"],
    });
  });

  it("is unavailable while SNS is down", async () => {
    mock
      .on(CreatePlatformEndpointCommand)
      .rejects(new InternalErrorException({ $metadata: {}, message: "no" }));
    await expect(open()).rejects.toMatchObject({ code: "unavailable" });
  });
});

it("only platforms with an application are served", () => {
  expect(applications.serves("apns")).toBe(true);
  expect(applications.serves("fcm")).toBe(false);
});
