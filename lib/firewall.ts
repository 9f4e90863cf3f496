import { CfnWebACL, CfnWebACLAssociation } from "aws-cdk-lib/aws-wafv2";
import { Construct } from "constructs";
import { constantHeaders } from "./cors.ts";
import { errorBody, rateLimited } from "./gateway-responses.ts";
import { addressReputation, blockedLabels, labellingRules, managedGroup } from "./managed-rules.ts";
import type { FirewallSettings } from "./stages.ts";

export interface FirewallProps {
  readonly settings: FirewallSettings;
  /** The stage that it protects. */
  readonly stageArn: string;
  readonly stageName: string;
}

type Rule = Omit<CfnWebACL.RuleProperty, "priority" | "visibilityConfig">;

/**
 * The web application firewall before the REST API. The gateway answers what the rules about attacks block
 * (`WAF_FILTERED`); the firewall itself answers an address or a token with too many requests. Both answers have the
 * API's error body.
 */
export class Firewall extends Construct {
  /** The dimension `WebACL` of its metrics. */
  readonly metricName: string;

  constructor(scope: Construct, id: string, { settings, stageArn, stageName }: FirewallProps) {
    super(scope, id);
    this.metricName = this.node.path.replaceAll("/", "-");
    const acl = new CfnWebACL(this, "Acl", {
      scope: "REGIONAL",
      defaultAction: { allow: {} },
      visibilityConfig: visible(this.metricName),
      dataProtectionConfig: { dataProtections: hidden },
      customResponseBodies: {
        rateLimited: { contentType: "APPLICATION_JSON", content: errorBody(rateLimited, "firewall") },
      },
      rules: inOrder([
        rateOfAddress(settings),
        rateOfToken(settings, stageName),
        ...labellingRules.map((group) => ({
          name: group.name,
          statement: managedGroup(group),
          overrideAction: { count: {} },
        })),
        { name: "BlockedLabels", statement: blockedLabels, action: { block: {} } },
        {
          name: addressReputation.name,
          statement: managedGroup(addressReputation),
          overrideAction: { none: {} },
        },
      ]),
    });
    new CfnWebACLAssociation(this, "Association", { resourceArn: stageArn, webAclArn: acl.attrArn });
  }
}

/** Samples and logs of the firewall hide tokens, searches and texts. Rules still see them. */
const hidden: CfnWebACL.DataProtectProperty[] = [
  { action: "SUBSTITUTION", field: { fieldType: "SINGLE_HEADER", fieldKeys: ["authorization"] } },
  { action: "SUBSTITUTION", field: { fieldType: "QUERY_STRING" } },
  { action: "SUBSTITUTION", field: { fieldType: "BODY" } },
];

const WINDOW_SECONDS = 300;

function rateOfAddress({ requestsPerAddress: limit }: FirewallSettings): Rule {
  return {
    name: "RateOfAddress",
    statement: { rateBasedStatement: { aggregateKeyType: "IP", evaluationWindowSec: WINDOW_SECONDS, limit } },
    action: tooManyRequests(limit),
  };
}

/**
 * One token from many addresses. Requests without the header are not counted. Nor is the directory: the CRM sends it
 * with one token for all its users, and its operations have throttles of their own.
 */
function rateOfToken({ requestsPerToken: limit }: FirewallSettings, stageName: string): Rule {
  const asIs = [{ priority: 0, type: "NONE" }];
  const directory = {
    regexMatchStatement: {
      fieldToMatch: { uriPath: {} },
      regexString: `^/(${stageName}/)?directory/`, // below a custom domain without the stage
      textTransformations: asIs,
    },
  };
  return {
    name: "RateOfToken",
    statement: {
      rateBasedStatement: {
        aggregateKeyType: "CUSTOM_KEYS",
        customKeys: [{ header: { name: "authorization", textTransformations: asIs } }],
        evaluationWindowSec: WINDOW_SECONDS,
        limit,
        scopeDownStatement: { notStatement: { statement: directory } },
      },
    },
    action: tooManyRequests(limit),
  };
}

function tooManyRequests(limit: number): CfnWebACL.RuleActionProperty {
  return {
    block: {
      customResponse: {
        responseCode: rateLimited.statusCode,
        customResponseBodyKey: "rateLimited",
        responseHeaders: responseHeaders({
          "Retry-After": "'60'",
          "X-RateLimit-Limit": `'${Math.floor(limit / WINDOW_SECONDS)}'`,
          "X-RateLimit-Remaining": "'0'",
        }),
      },
    },
  };
}

/**
 * The firewall cannot echo an origin; its answer is the same for everybody, so any page may read it. It does not vary
 * by origin either: WAF takes 10 headers, and `Vary` would be the eleventh.
 */
function responseHeaders(own: Readonly<Record<string, string>>) {
  const { Vary: _, ...constant } = constantHeaders;
  const all = { ...constant, ...own, "Access-Control-Allow-Origin": "'*'" };
  return Object.entries(all).map(([name, value]) => ({ name, value: value.slice(1, -1) }));
}

function inOrder(rules: readonly Rule[]): CfnWebACL.RuleProperty[] {
  return rules.map((rule, priority) => ({ ...rule, priority, visibilityConfig: visible(rule.name) }));
}

function visible(metricName: string): CfnWebACL.VisibilityConfigProperty {
  return { cloudWatchMetricsEnabled: true, metricName, sampledRequestsEnabled: true };
}
