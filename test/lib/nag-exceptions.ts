/** Findings of the rule packs that stay, and why. Each pattern is about the rule with its finding. */
interface NagException {
  readonly findings: RegExp;
  /** Logical paths of the constructs that it is about. */
  readonly constructs: RegExp;
  readonly reason: string;
}

export const nagExceptions: readonly NagException[] = [
  {
    findings: /^AwsSolutions-IAM5\[Resource::\*\]$/,
    constructs: /\/Functions\/\w+Role\//,
    reason:
      "X-Ray's PutTraceSegments and PutTelemetryRecords know no resources. AWS's managed policy for it has the same `*`, and more actions. That nothing else has it: least-privilege.test.ts.",
  },
  {
    findings:
      /^AwsSolutions-IAM5\[Resource::(<\w+\.Arn>(\/uploads|\/attachments|\/stream)?|.*\/@connections)\/\*\]$/,
    constructs: /\/(Functions|Attachments)\//,
    reason:
      "What is under one named resource of this stack: objects of a bucket, connections of the stage, streams of the table. Their names are made at run time.",
  },
  {
    findings: /^AwsSolutions-IAM5\[Resource::.*:rule\/DO-NOT-DELETE-AmazonGuardDutyMalwareProtectionS3\*\]$/,
    constructs: /\/Attachments\/ScanRole\//,
    reason:
      "GuardDuty names its rule itself; its manual asks for this right, on what GuardDuty manages only.",
  },
  {
    findings: /^AwsSolutions-S1$/,
    constructs: /\/(Attachments|FailedBatches)\/Bucket\//,
    reason:
      "Server access logs hold the signed URLs of attachments. Who may reach the buckets is few functions; CloudTrail's data events are the account's to turn on.",
  },
  {
    findings: /^(AwsSolutions-SQS3|Serverless-SQSRedrivePolicy)$/,
    constructs: /\/FailedBatches\/Announcements\//,
    reason: "It is the end of the line: people read it, and what they do not read stays for 14 days.",
  },
  {
    findings: /^AwsSolutions-(APIG4|COG4)$/,
    constructs: /\/RestApi\/|\/WebsocketApi\//,
    reason:
      "Routes ask our authorizer, as tokens come from the CRM's issuer, not from Cognito. Open are health, preflights, 405s, and frames of a connection that was let in: rest-api.test.ts, websocket-api.test.ts.",
  },
  {
    findings: /^AwsSolutions-APIG2$/,
    constructs: /\/RestApi\//,
    reason:
      "The handlers parse each request with the schemas of the documents, and answer in the contract's order: a gateway's 400 would come before 403 and tell what exists.",
  },
  {
    findings: /^AwsSolutions-APIG6$/,
    constructs: /\/RestApi\//,
    reason: "Execution logs hold headers, and with them tokens. Access logs are on.",
  },
  {
    findings: /^AwsSolutions-SMG4$/,
    constructs: /\/CursorKey\//,
    reason:
      "It signs cursors, which grant nothing. A new key makes the cursors in flight invalid_cursor: it is changed by hand (docs/runbook.md).",
  },
  {
    findings: /^Serverless-LambdaDLQ$/,
    constructs: /\/Functions\//,
    reason:
      "Nothing invokes a function asynchronously: gateways wait for an answer, and the stream has an on-failure destination of its own.",
  },
];
