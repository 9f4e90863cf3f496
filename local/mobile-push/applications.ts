import * as z from "zod";
import { parseJson } from "../json.ts";
import type { DeclaredFunction } from "../lambda/functions.ts";
import { StartupError } from "../startup-error.ts";

/** SNS's name of a push service, in ARNs and as a key of a message. */
export type Platform = z.infer<typeof Platform>;
const Platform = z.enum(["APNS", "APNS_SANDBOX", "GCM"]);

/** Platforms by the ARN of the platform application. */
export type PlatformApplications = ReadonlyMap<string, Platform>;

const Arns = z.record(z.string(), z.string());

/** Reads the platform applications from the variable `PUSH_APPLICATIONS`, because no template declares them. */
export function declaredApplications(functions: readonly DeclaredFunction[]): PlatformApplications {
  const arns = functions.flatMap(({ logicalId, properties }) => {
    const parsed = Arns.safeParse(parseJson(properties.Environment.Variables.PUSH_APPLICATIONS ?? "{}"));
    if (!parsed.success)
      throw new StartupError(`template: ${logicalId}: PUSH_APPLICATIONS is not a map of ARNs`);
    return Object.values(parsed.data);
  });
  return new Map(arns.map((arn) => [arn, platformOf(arn)]));
}

function platformOf(applicationArn: string): Platform {
  const platform = Platform.safeParse(
    applicationArn.match(/^arn:aws:sns:[^:]+:\d+:app\/([^/]+)\/[^/]+$/)?.[1],
  );
  if (platform.success) return platform.data;
  throw new StartupError(`template: PUSH_APPLICATIONS: ${applicationArn} is not a platform application`);
}

/** The ARN of an endpoint's application. Undefined if the ARN is not an endpoint's. */
export function applicationOf(endpointArn: string): string | undefined {
  const [, account, application] =
    endpointArn.match(/^(arn:aws:sns:[^:]+:\d+):endpoint\/([^/]+\/[^/]+)\/[^/]+$/) ?? [];
  return account && `${account}:app/${application}`;
}
