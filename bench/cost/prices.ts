/**
 * List prices of us-east-1 in US dollars as of July 2025, from AWS's public pricing pages, which the comments name.
 * First tier, without free tiers, discounts and taxes: an upper bound. Check the date before you budget with them.
 */
export const prices = {
  asOf: "2025-07",
  region: "us-east-1",
  sources: [
    "AWS Lambda Pricing",
    "Amazon DynamoDB Pricing for On-Demand Capacity",
    "Amazon API Gateway Pricing",
    "Amazon SNS Pricing",
    "Amazon S3 Pricing",
    "Amazon CloudWatch Pricing",
    "AWS X-Ray Pricing",
    "AWS WAF Pricing",
    "Amazon GuardDuty Pricing",
    "AWS Secrets Manager Pricing",
    "AWS KMS Pricing",
  ],
  /** AWS Lambda Pricing: arm64. */
  lambda: { request: 0.2e-6, gigabyteSecond: 0.0000133334 },
  /** Amazon DynamoDB Pricing, on demand, standard table class; backups are point-in-time recovery. */
  dynamodb: { writeUnit: 0.625e-6, readUnit: 0.125e-6, gigabyteMonth: 0.25, backupGigabyteMonth: 0.2 },
  /** Amazon API Gateway Pricing. A WebSocket message is metered by 32 KB, in and out. */
  apiGateway: { restRequest: 3.5e-6, socketMessage: 1e-6, connectionMinute: 0.25e-6 },
  /** Amazon SNS Pricing: API requests of up to 64 KB; mobile push deliveries. */
  sns: { publish: 0.5e-6, mobilePush: 0.5e-6 },
  /** Amazon S3 Pricing, standard; transfer is to the internet. */
  s3: { gigabyteMonth: 0.023, put: 5e-6, get: 0.4e-6, transferGigabyte: 0.09 },
  /** Amazon CloudWatch Pricing. */
  cloudwatch: { logGigabyte: 0.5, metricMonth: 0.3, alarmMonth: 0.1, dashboardMonth: 3 },
  /** Amazon CloudWatch Pricing, Contributor Insights for DynamoDB: four rules for a table with a sort key. */
  contributorInsights: { ruleMonth: 0.5, rules: 4, event: 0.03e-6 },
  /** Amazon GuardDuty Pricing, Malware Protection for S3. */
  guardduty: { gigabyte: 0.09, object: 0.215e-3 },
  /** AWS X-Ray Pricing: traces recorded. */
  xray: { trace: 5e-6 },
  /** AWS WAF Pricing. */
  waf: { aclMonth: 5, ruleMonth: 1, request: 0.6e-6 },
  /** AWS Secrets Manager Pricing, AWS KMS Pricing. */
  secrets: { secretMonth: 0.4, keyMonth: 1, call: 5e-6 },
} as const;

/** The least price of a million messages in a chat of N: a request, a write, and N − 1 posts each. */
export const minimumPerMillion = (participants: number) => 1.9 + (participants - 1);
