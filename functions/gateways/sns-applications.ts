import {
  CreatePlatformEndpointCommand,
  SetEndpointAttributesCommand,
  type SNSClient,
  SNSServiceException,
} from "@aws-sdk/client-sns";
import { ChatError, invalidField } from "../domain/errors.ts";
import type { Platform, PushToken, TokenOwner } from "../domain/notifications/device.ts";
import type { PushApplications } from "../domain/notifications/ports.ts";
import { isGone, isTransient } from "./sns-errors.ts";

/** ARNs of the platform applications of a stage. */
type ApplicationArns = Readonly<Partial<Record<Platform, string>>>;

/** An endpoint may be deleted between two calls, and is then created again. */
const ATTEMPTS = 3;

/** SNS's message for a token that already has an endpoint, with other attributes. */
const ALREADY = /Endpoint (arn:\S+) already exists with the same Token/;

/** SNS's platform applications, in which devices get their endpoints. */
export class SnsApplications implements PushApplications {
  readonly #client: SNSClient;
  readonly #arns: ApplicationArns;

  constructor(client: SNSClient, arns: ApplicationArns) {
    this.#client = client;
    this.#arns = arns;
  }

  serves(platform: Platform): boolean {
    return this.#arns[platform] !== undefined;
  }

  async open(token: PushToken, { userId, deviceId }: TokenOwner): Promise<string> {
    const CustomUserData = JSON.stringify({ userId, deviceId });
    for (let attempt = 1; ; attempt += 1) {
      try {
        const EndpointArn = await this.#create(token, CustomUserData);
        // An endpoint that existed before may be disabled.
        const Attributes = { Enabled: "true", Token: token.token, CustomUserData };
        await this.#client.send(new SetEndpointAttributesCommand({ EndpointArn, Attributes }));
        return EndpointArn;
      } catch (error) {
        if (isGone(error) && attempt < ATTEMPTS) continue;
        throw asChatError(error);
      }
    }
  }

  /** @returns the endpoint of a token, new or existing */
  async #create({ platform, token }: PushToken, CustomUserData: string): Promise<string> {
    const PlatformApplicationArn = this.#arns[platform];
    const command = new CreatePlatformEndpointCommand({
      PlatformApplicationArn,
      Token: token,
      CustomUserData,
    });
    try {
      const { EndpointArn } = await this.#client.send(command);
      if (EndpointArn === undefined) throw new Error("SNS answered without an endpoint");
      return EndpointArn;
    } catch (error) {
      const existing = error instanceof Error ? ALREADY.exec(error.message)?.[1] : undefined;
      if (existing === undefined) throw error;
      return existing;
    }
  }
}

/** Only SNS knows which tokens a push service accepts. */
function asChatError(error: unknown): unknown {
  if (error instanceof SNSServiceException && error.name === "InvalidParameterException") {
    if (error.message.includes("Token")) return invalidField("token", "is no token of this platform");
  }
  if (!isTransient(error) || error instanceof ChatError) return error;
  return new ChatError("unavailable", "The push service is busy, try again", { cause: error });
}
