/** A finding of the rule packs that stays, and its reason. */
interface NagException {
  readonly findings: RegExp;
  /** Paths of the constructs that it is about. */
  readonly constructs: RegExp;
  readonly reason: string;
}

export const nagExceptions: readonly NagException[] = [
  {
    findings: /^AwsSolutions-IAM5\[Resource::\*\]$/,
    constructs: /\/Functions\/\w+Role\//,
    reason:
      "X-Ray's PutTraceSegments and PutTelemetryRecords know no resources. AWS's managed policy for it has the same `*`, and more actions. least-privilege.test.ts asserts that nothing else has it.",
  },
  {
    findings:
      /^AwsSolutions-IAM5\[Resource::(<\w+\.Arn>(\/uploads|\/attachments|\/stream)?|.*\/@connections)\/\*\]$/,
    constructs: /\/(Functions|Attachments)\//,
    reason:
      "These are parts of one named resource of this stack: objects of a bucket, connections of the stage, streams of the table. Their names are created at run time.",
  },
  {
    findings: /^AwsSolutions-IAM5\[Resource::.*:rule\/DO-NOT-DELETE-AmazonGuardDutyMalwareProtectionS3\*\]$/,
    constructs: /\/Attachments\/ScanRole\//,
    reason:
      "GuardDuty names its rule itself; its manual asks for this right, limited to rules that GuardDuty manages.",
  },
  {
    findings: /^AwsSolutions-S1$/,
    constructs: /\/(Attachments|FailedBatches)\/Bucket\//,
    reason:
      "Server access logs hold the signed URLs of attachments. Few functions may access the buckets; the account can turn on CloudTrail's data events.",
  },
  {
    findings: /^(AwsSolutions-SQS3|Serverless-SQSRedrivePolicy)$/,
    constructs: /\/FailedBatches\/Announcements\//,
    reason: "People read this queue, and it keeps messages for 14 days: it needs no dead-letter queue.",
  },
  {
    findings: /^AwsSolutions-(APIG4|COG4)$/,
    constructs: /\/RestApi\/|\/WebsocketApi\//,
    reason:
      "Routes use our authorizer, as the CRM's issuer signs tokens, not Cognito. Only health, preflights, 405s and frames of an authorized connection are open: rest-api.test.ts, websocket-api.test.ts.",
  },
  {
    findings: /^AwsSolutions-APIG2$/,
    constructs: /\/RestApi\//,
    reason:
      "The handlers parse each request with the schemas of the documents. A gateway's 400 would come before their 403, and reveal what exists.",
  },
  {
    findings: /^AwsSolutions-APIG6$/,
    constructs: /\/RestApi\//,
    reason: "Execution logs hold headers, and with them tokens. Access logs are on instead.",
  },
  {
    findings: /^AwsSolutions-SMG4$/,
    constructs: /\/CursorKey\//,
    reason:
      "It signs cursors, which grant nothing. A new key makes cursors in use invalid_cursor, so it is changed by hand (docs/runbook.md).",
  },
  {
    findings: /^Serverless-LambdaDLQ$/,
    constructs: /\/Functions\//,
    reason:
      "Nothing invokes a function asynchronously: gateways wait for an answer, and the stream has its own on-failure destination.",
  },
];
