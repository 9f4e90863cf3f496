import {
  CreatePlatformEndpointCommand,
  DeleteEndpointCommand,
  GetEndpointAttributesCommand,
  SetEndpointAttributesCommand,
  type SNSClient,
} from "@aws-sdk/client-sns";
import { describe, expect, it } from "vitest";
import type { AccessRequest } from "../../../local/access/policy.ts";
import { Endpoints } from "../../../local/mobile-push/endpoints.ts";
import { apns, fcm, startSns } from "./sns-server.ts";

async function create(client: SNSClient, given: Partial<CreatePlatformEndpointCommand["input"]> = {}) {
  const command = new CreatePlatformEndpointCommand({ PlatformApplicationArn: apns, Token: "t1", ...given });
  return (await client.send(command)).EndpointArn ?? "";
}

async function attributesOf(client: SNSClient, EndpointArn: string) {
  return (await client.send(new GetEndpointAttributesCommand({ EndpointArn }))).Attributes;
}

describe("platform endpoints", () => {
  it("a new endpoint has an ARN of its application and is enabled", async () => {
    const { client } = await startSns();
    const CustomUserData = `{"userId":"ana","deviceId":"<&>"}`;
    const arn = await create(client, { CustomUserData });
    expect(arn).toMatch(
      /^arn:aws:sns:us-east-1:000000000000:endpoint\/APNS\/chat\/[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/,
    );
    expect(await attributesOf(client, arn)).toEqual({ Token: "t1", Enabled: "true", CustomUserData });
  });

  it("the same token with the same attributes is the same endpoint within an application", async () => {
    const { client } = await startSns();
    const arn = await create(client, { CustomUserData: "ana" });
    expect(await create(client, { CustomUserData: "ana", Attributes: { Enabled: "true" } })).toBe(arn);
    expect(await create(client, { Token: "t2" })).not.toBe(arn);
    expect(await create(client, { PlatformApplicationArn: fcm })).not.toBe(arn);
  });

  it.each([
    ["other user data", { CustomUserData: "ben" }],
    ["no user data", {}],
    ["another state", { CustomUserData: "ana", Attributes: { Enabled: "false" } }],
  ])("the same token with %s is refused with the ARN of its endpoint", async (_, given) => {
    const { client } = await startSns();
    const arn = await create(client, { CustomUserData: "ana" });
    await expect(create(client, given)).rejects.toMatchObject({
      name: "InvalidParameterException",
      message: `Invalid parameter: Token Reason: Endpoint ${arn} already exists with the same Token, but different attributes.`,
    });
  });

  it("creating a disabled endpoint again is refused until it is enabled", async () => {
    const { client, push } = await startSns();
    const EndpointArn = await create(client);
    expect(push.disable("t1")).toBe(true);
    await expect(create(client)).rejects.toMatchObject({ name: "InvalidParameterException" });
    await client.send(new SetEndpointAttributesCommand({ EndpointArn, Attributes: { Enabled: "true" } }));
    expect(await create(client)).toBe(EndpointArn);
  });

  it("attributes change one by one, but not to another endpoint's token", async () => {
    const { client } = await startSns();
    const [one, two] = [await create(client), await create(client, { Token: "t2" })];
    const set = (Attributes: Record<string, string>) =>
      client.send(new SetEndpointAttributesCommand({ EndpointArn: two, Attributes }));
    await set({ CustomUserData: "ben" });
    await set({ Token: "t3" });
    expect(await attributesOf(client, two)).toEqual({ Token: "t3", Enabled: "true", CustomUserData: "ben" });
    await expect(set({ Token: "t1" })).rejects.toThrow(one);
  });

  it("deleting is idempotent, and a token that is registered again gets its former ARN", async () => {
    const { client } = await startSns();
    const EndpointArn = await create(client);
    await client.send(new DeleteEndpointCommand({ EndpointArn }));
    await client.send(new DeleteEndpointCommand({ EndpointArn }));
    const unknown = { name: "NotFoundException", message: "Endpoint does not exist" };
    await expect(attributesOf(client, EndpointArn)).rejects.toMatchObject(unknown);
    const change = new SetEndpointAttributesCommand({ EndpointArn, Attributes: { Enabled: "true" } });
    await expect(client.send(change)).rejects.toMatchObject(unknown);
    expect(await create(client, { CustomUserData: "other" })).toBe(EndpointArn);
  });

  it("a token whose former endpoint has another token gets a new ARN", async () => {
    const { client } = await startSns();
    const EndpointArn = await create(client);
    await client.send(new SetEndpointAttributesCommand({ EndpointArn, Attributes: { Token: "t2" } }));
    expect(await create(client)).not.toBe(EndpointArn);
  });

  it.each([
    [
      "an unknown application",
      { PlatformApplicationArn: `${apns}-2` },
      "NotFoundException",
      /^PlatformApplication does not exist$/,
    ],
    ["no token", { Token: "" }, "InvalidParameterException", /Token Reason/],
    [
      "a token over 8,192 bytes",
      { Token: "t".repeat(8193) },
      "InvalidParameterException",
      /Token Reason: must be at most 8192 bytes/,
    ],
    [
      "user data over 2,048 bytes",
      { CustomUserData: "é".repeat(1025) },
      "InvalidParameterException",
      /CustomUserData Reason: must be at most 2048 bytes/,
    ],
    [
      "an unknown attribute",
      { Attributes: { Owner: "ana" } },
      "InvalidParameterException",
      /Attributes Reason/,
    ],
    ["a third state", { Attributes: { Enabled: "maybe" } }, "InvalidParameterException", /Attributes Reason/],
  ])("%s is refused", async (_, given, name, message) => {
    const { client } = await startSns();
    await expect(create(client, given)).rejects.toMatchObject({
      name,
      message: expect.stringMatching(message),
    });
  });

  it("endpoints survive a restart", async () => {
    const { client, file } = await startSns();
    const arn = await create(client, { CustomUserData: "ana" });
    expect(new Endpoints(file).find(arn)).toEqual({ Token: "t1", Enabled: "true", CustomUserData: "ana" });
  });

  it("every action on an endpoint needs a right on its application", async () => {
    const requests: AccessRequest[] = [];
    const { client } = await startSns({
      may: (request) => requests.push(request) > 0 && request.action !== "sns:DeleteEndpoint",
    });
    const EndpointArn = await create(client);
    await attributesOf(client, EndpointArn);
    await expect(client.send(new DeleteEndpointCommand({ EndpointArn }))).rejects.toMatchObject({
      name: "AuthorizationErrorException",
    });
    expect(requests).toEqual(
      ["CreatePlatformEndpoint", "GetEndpointAttributes", "DeleteEndpoint"].map((action) => ({
        action: `sns:${action}`,
        resource: apns,
      })),
    );
  });
});
