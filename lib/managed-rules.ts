import type { CfnWebACL } from "aws-cdk-lib/aws-wafv2";

/** A group of rules that AWS maintains. */
interface ManagedRules {
  readonly name: string;
  /** A version never changes, and AWS withdraws it at some date. The groups of addresses have none. */
  readonly version?: string;
  /**
   * Rules that only count. Messages and searches may look like an attack without being one: code, paths, addresses, a
   * word about log4j, a long name in another script. Programs need not send a user agent.
   */
  readonly counted?: readonly string[];
}

/** A group that labels requests, and blocks none. */
interface LabellingRules extends ManagedRules {
  readonly version: string;
  /** The namespace of its labels. */
  readonly namespace: string;
  /** The labels that block: those of rules about headers, cookies, paths and methods. */
  readonly blockedBy: readonly string[];
}

export const addressReputation: ManagedRules = { name: "AWSManagedRulesAmazonIpReputationList" };

export const labellingRules: readonly LabellingRules[] = [
  {
    name: "AWSManagedRulesCommonRuleSet",
    version: "Version_1.20",
    namespace: "awswaf:managed:aws:core-rule-set",
    blockedBy: [
      "BadBots_Header",
      "SizeRestrictions_Cookie_Header",
      "SizeRestrictions_URIPath",
      "EC2MetaDataSSRF_Cookie",
      "EC2MetaDataSSRF_URIPath",
      "GenericLFI_URIPath",
      "RestrictedExtensions_URIPath",
      "GenericRFI_URIPath",
      "CrossSiteScripting_Cookie",
      "CrossSiteScripting_URIPath",
    ],
    counted: [
      "NoUserAgent_HEADER",
      "SizeRestrictions_QUERYSTRING",
      "SizeRestrictions_BODY",
      "EC2MetaDataSSRF_BODY",
      "EC2MetaDataSSRF_QUERYARGUMENTS",
      "GenericLFI_QUERYARGUMENTS",
      "GenericLFI_BODY",
      "RestrictedExtensions_QUERYARGUMENTS",
      "GenericRFI_QUERYARGUMENTS",
      "GenericRFI_BODY",
      "CrossSiteScripting_QUERYARGUMENTS",
      "CrossSiteScripting_BODY",
    ],
  },
  {
    name: "AWSManagedRulesKnownBadInputsRuleSet",
    version: "Version_1.25",
    namespace: "awswaf:managed:aws:known-bad-inputs",
    blockedBy: [
      "JavaDeserializationRCE_Header",
      "JavaDeserializationRCE_URIPath",
      "Host_Localhost_Header",
      "Propfind_Method",
      "ExploitablePaths_URIPath",
      "Log4JRCE_Header",
      "Log4JRCE_URIPath",
    ],
    counted: [
      "JavaDeserializationRCE_BODY",
      "JavaDeserializationRCE_QUERYSTRING",
      "Log4JRCE_QUERYSTRING",
      "Log4JRCE_BODY",
      "ReactJSRCE_BODY",
    ],
  },
];

/**
 * Uses a group. A match with an action of AWS's ends the group, even if the group only counts: so each rule about
 * texts counts by itself, or a text could keep the rules behind it from labelling. A name that the version lacks has
 * no effect, but WAF refuses an empty list.
 */
export function managedGroup({ name, version, counted = [] }: ManagedRules): CfnWebACL.StatementProperty {
  const ruleActionOverrides = counted.map((rule) => ({ name: rule, actionToUse: { count: {} } }));
  return {
    managedRuleGroupStatement: {
      vendorName: "AWS",
      name,
      ...(version !== undefined && { version }),
      ...(counted.length > 0 && { ruleActionOverrides }),
    },
  };
}

/**
 * Matches the labels that block. WAF matches whole labels and namespaces only, not a suffix such as `_Body`. A rule
 * that is not listed, such as one of a later version, counts until somebody has looked at it: a new rule about bodies
 * would block what people write to each other.
 */
export const blockedLabels: CfnWebACL.StatementProperty = {
  orStatement: {
    statements: labellingRules.flatMap(({ namespace, blockedBy }) =>
      blockedBy.map((label) => ({ labelMatchStatement: { scope: "LABEL", key: `${namespace}:${label}` } })),
    ),
  },
};
