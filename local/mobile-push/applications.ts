import * as z from "zod";
import { parseJson } from "../json.ts";
import type { DeclaredFunction } from "../lambda/functions.ts";
import { StartupError } from "../startup-error.ts";

/** A push service as SNS names it in ARNs and as keys of a message. */
export type Platform = z.infer<typeof Platform>;
const Platform = z.enum(["APNS", "APNS_SANDBOX", "GCM"]);

/** Platforms by the ARN of their application. */
export type PlatformApplications = ReadonlyMap<string, Platform>;

const Arns = z.record(z.string(), z.string());

/**
 * The platform applications that the functions know by `PUSH_APPLICATIONS`. No template makes them, so that
 * variable is where the local cloud learns of them.
 */
export function declaredApplications(functions: readonly DeclaredFunction[]): PlatformApplications {
  const arns = functions.flatMap(({ logicalId, properties }) => {
    const parsed = Arns.safeParse(parseJson(properties.Environment.Variables.PUSH_APPLICATIONS ?? "{}"));
    if (!parsed.success)
      throw new StartupError(`template: ${logicalId}: PUSH_APPLICATIONS is no map of ARNs`);
    return Object.values(parsed.data);
  });
  return new Map(arns.map((arn) => [arn, platformOf(arn)]));
}

function platformOf(applicationArn: string): Platform {
  const platform = Platform.safeParse(
    applicationArn.match(/^arn:aws:sns:[^:]+:\d+:app\/([^/]+)\/[^/]+$/)?.[1],
  );
  if (platform.success) return platform.data;
  throw new StartupError(`template: PUSH_APPLICATIONS: ${applicationArn} is no platform application`);
}

/** The application to which an endpoint belongs, by their ARNs; undefined for what is no endpoint. */
export function applicationOf(endpointArn: string): string | undefined {
  const [, account, application] =
    endpointArn.match(/^(arn:aws:sns:[^:]+:\d+):endpoint\/([^/]+\/[^/]+)\/[^/]+$/) ?? [];
  return account && `${account}:app/${application}`;
}
