import { CfnWebACL, CfnWebACLAssociation } from "aws-cdk-lib/aws-wafv2";
import { Construct } from "constructs";
import { constantHeaders } from "./cors.ts";
import { errorBody, rateLimited } from "./gateway-responses.ts";
import type { FirewallSettings } from "./stages.ts";

export interface FirewallProps {
  readonly settings: FirewallSettings;
  /** ARN of the stage that it protects. */
  readonly stageArn: string;
}

/**
 * Rules of AWS that only count here, and block nothing. Messages and searches may look like an attack without
 * being one: code, paths, addresses, a word about log4j. Programs need not send a user agent.
 */
const counted: Readonly<Record<string, readonly string[]>> = {
  AWSManagedRulesCommonRuleSet: [
    "CrossSiteScripting_BODY",
    "CrossSiteScripting_QUERYARGUMENTS",
    "EC2MetaDataSSRF_BODY",
    "EC2MetaDataSSRF_QUERYARGUMENTS",
    "GenericLFI_BODY",
    "GenericLFI_QUERYARGUMENTS",
    "GenericRFI_BODY",
    "GenericRFI_QUERYARGUMENTS",
    "NoUserAgent_HEADER",
    "RestrictedExtensions_QUERYARGUMENTS",
    "SizeRestrictions_BODY",
  ],
  AWSManagedRulesKnownBadInputsRuleSet: [
    "JavaDeserializationRCE_BODY",
    "JavaDeserializationRCE_QUERYSTRING",
    "Log4JRCE_BODY",
    "Log4JRCE_QUERYSTRING",
  ],
  AWSManagedRulesAmazonIpReputationList: [],
};

/**
 * The web application firewall before the REST API. The gateway answers what AWS's rules block
 * (`WAF_FILTERED`), the firewall itself answers an address with too many requests; both with the API's error
 * body.
 */
export class Firewall extends Construct {
  /** The dimension `WebACL` of its metrics. */
  readonly metricName: string;

  constructor(scope: Construct, id: string, { settings, stageArn }: FirewallProps) {
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
      rules: [rateRule(settings), ...Object.keys(counted).map(managedRule)],
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

function rateRule({ requestsPerAddress }: FirewallSettings): CfnWebACL.RuleProperty {
  return {
    name: "RateOfAddress",
    priority: 0,
    statement: {
      rateBasedStatement: { aggregateKeyType: "IP", evaluationWindowSec: 300, limit: requestsPerAddress },
    },
    action: {
      block: {
        customResponse: {
          responseCode: rateLimited.statusCode,
          customResponseBodyKey: "rateLimited",
          responseHeaders: responseHeaders({
            "Retry-After": "'60'",
            "X-RateLimit-Limit": `'${Math.floor(requestsPerAddress / 300)}'`,
            "X-RateLimit-Remaining": "'0'",
          }),
        },
      },
    },
    visibilityConfig: visible("RateOfAddress"),
  };
}

/** The firewall cannot echo an origin; its answer is the same for everybody, so any page may read it. */
function responseHeaders(own: Readonly<Record<string, string>>) {
  const all = { ...constantHeaders, ...own, "Access-Control-Allow-Origin": "'*'" };
  return Object.entries(all).map(([name, value]) => ({ name, value: value.slice(1, -1) }));
}

function managedRule(name: string, index: number): CfnWebACL.RuleProperty {
  const overrides = counted[name] ?? [];
  return {
    name,
    priority: index + 1,
    statement: {
      managedRuleGroupStatement: {
        vendorName: "AWS",
        name,
        ruleActionOverrides: overrides.map((rule) => ({ name: rule, actionToUse: { count: {} } })),
      },
    },
    overrideAction: { none: {} },
    visibilityConfig: visible(name),
  };
}

function visible(metricName: string): CfnWebACL.VisibilityConfigProperty {
  return { cloudWatchMetricsEnabled: true, metricName, sampledRequestsEnabled: true };
}
