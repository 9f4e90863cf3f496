import { PolicyStatement } from "aws-cdk-lib/aws-iam";
import type { IFunction } from "aws-cdk-lib/aws-lambda";
import type { IConstruct } from "constructs";

/**
 * ARNs of the SNS platform applications through which a stage reaches phones. They are created by hand, as
 * CloudFormation cannot create them (`docs/push.md`). A platform without one is not served.
 */
export interface PushApplications {
  readonly apns?: string;
  readonly apnsSandbox?: string;
  readonly fcm?: string;
}

/** The platform of each setting: its name for clients, and SNS's name in ARNs. */
const platforms = [
  { setting: "apns", platform: "apns", sns: "APNS" },
  { setting: "apnsSandbox", platform: "apns_sandbox", sns: "APNS_SANDBOX" },
  { setting: "fcm", platform: "fcm", sns: "GCM" },
] as const satisfies readonly { setting: keyof PushApplications; platform: string; sns: string }[];

/** The part of a function that grants use. */
type Handler = Pick<IFunction, "addToRolePolicy">;

/** Mobile push of one stage: its platform applications, and the grants on their endpoints. */
export class MobilePush {
  /** The value of `PUSH_APPLICATIONS`: ARNs by platform as JSON, `{}` if there are none. */
  readonly environment: string;
  readonly #applications: readonly string[];

  /** An application in the CDK context (`-c push.apns=ARN`) replaces the stage's. */
  constructor(scope: IConstruct, ofStage: PushApplications = {}) {
    const found = platforms.flatMap(({ setting, platform, sns }) => {
      const given: unknown = scope.node.tryGetContext(`push.${setting}`) ?? ofStage[setting];
      return given === undefined ? [] : [[platform, applicationArn(setting, sns, given)] as const];
    });
    this.environment = JSON.stringify(Object.fromEntries(found));
    this.#applications = found.map(([, arn]) => arn);
  }

  /** Lets a function register devices, move them to another user and remove them. */
  grantRegister(handler: Handler): void {
    this.#allow(handler, ["sns:CreatePlatformEndpoint"], this.#applications);
    this.#allow(
      handler,
      ["sns:DeleteEndpoint", "sns:SetEndpointAttributes"],
      this.#applicationsAndEndpoints(),
    );
  }

  /** Lets a function send to devices, and remove those that are gone. */
  grantSend(handler: Handler): void {
    this.#allow(handler, ["sns:Publish", "sns:DeleteEndpoint"], this.#applicationsAndEndpoints());
  }

  /**
   * SNS checks actions on an endpoint against its application (its refusals name that ARN). AWS does not
   * document this, so the rights name the endpoints as well.
   */
  #applicationsAndEndpoints(): string[] {
    return this.#applications.flatMap((arn) => [arn, endpointsOf(arn)]);
  }

  #allow(handler: Handler, actions: string[], resources: readonly string[]): void {
    if (resources.length === 0) return;
    handler.addToRolePolicy(new PolicyStatement({ actions, resources: [...resources] }));
  }
}

/** Checks an ARN, as a mistake would show only when a device registers. @throws Error naming the setting */
function applicationArn(setting: string, sns: string, given: unknown): string {
  const form = new RegExp(`^arn:aws:sns:[a-z0-9-]+:\\d{12}:app/${sns}/[\\w.-]{1,256}$`);
  if (typeof given === "string" && form.test(given)) return given;
  throw new Error(`push.${setting}: ${given} is no arn:aws:sns:REGION:ACCOUNT:app/${sns}/NAME`);
}

/** Pattern of an application's endpoints. */
function endpointsOf(applicationArn: string): string {
  return `${applicationArn.replace(":app/", ":endpoint/")}/*`;
}
