import { Duration, RemovalPolicy } from "aws-cdk-lib";
import { RetentionDays } from "aws-cdk-lib/aws-logs";
import { attachmentTypes } from "./attachment-types.ts";
import type { PushApplications } from "./push.ts";

/** Everything in which the stages differ. */
export interface StageSettings {
  readonly logLevel: "DEBUG" | "INFO" | "WARN";
  readonly logRetention: RetentionDays;
  /** What happens to the table, its secret and the log groups when they leave the stack. */
  readonly removalPolicy: RemovalPolicy;
  /** Refuses to delete the table and the stack. */
  readonly deletionProtection: boolean;
  /** ISO date from which Internal Chat is on for every location, whatever Labs says. */
  readonly generalAvailability: string;
  /** Who signs the tokens that this stage trusts. */
  readonly tokens: { readonly issuer: string; readonly audience: string; readonly jwksUri: string };
  /** Origins of the pages that browsers may bring in, over REST and WebSocket; `:*` at the end: any port. */
  readonly corsOrigins: readonly string[];
  /** Requests per second of each API; what is above is answered 429. */
  readonly throttle: { readonly rateLimit: number; readonly burstLimit: number };
  /** Which phones are reached; the CDK context adds to it. @default none: notifications end at the topic */
  readonly push?: PushApplications;
  /** Media types that may be uploaded. */
  readonly attachmentTypes: readonly string[];
  /** Are posted attachments scanned by GuardDuty, and handed out only when found clean? Costs by the gigabyte. */
  readonly malwareScan: boolean;
  /** How the table's stream becomes notifications. */
  readonly stream: {
    /** How long a record may wait to make a fuller batch: later notifications, fewer invocations. */
    readonly batchingWindow: Duration;
    /** Concurrent batches per shard. Records of one item stay in order. */
    readonly parallelizationFactor: number;
    /** Older records go to the on-failure queue: a notification that late only disturbs. */
    readonly maxRecordAge: Duration;
  };
}

const generalAvailability = "2025-07-14";

const trial = {
  logLevel: "DEBUG",
  logRetention: RetentionDays.ONE_WEEK,
  removalPolicy: RemovalPolicy.DESTROY,
  deletionProtection: false,
  generalAvailability,
  throttle: { rateLimit: 200, burstLimit: 400 },
  attachmentTypes,
  malwareScan: false,
  stream: {
    batchingWindow: Duration.seconds(0),
    parallelizationFactor: 1,
    maxRecordAge: Duration.hours(1),
  },
} as const satisfies Omit<StageSettings, "tokens" | "corsOrigins">;

const live = {
  ...trial,
  logLevel: "INFO",
  logRetention: RetentionDays.THREE_MONTHS,
  removalPolicy: RemovalPolicy.RETAIN,
  deletionProtection: true,
  throttle: { rateLimit: 5_000, burstLimit: 5_000 },
  malwareScan: true,
  stream: {
    batchingWindow: Duration.seconds(1),
    parallelizationFactor: 4,
    maxRecordAge: Duration.hours(6),
  },
} as const satisfies Omit<StageSettings, "tokens" | "corsOrigins">;

function trust(issuer: string): StageSettings["tokens"] {
  return { issuer, audience: "internal-chat", jwksUri: `${issuer}/.well-known/jwks.json` };
}

export const stages: Readonly<Record<string, StageSettings>> = {
  dev: {
    ...trial,
    tokens: trust("https://identity.dev.crm.example"),
    // And whatever runs on a developer's machine.
    corsOrigins: ["https://app.dev.crm.example", "http://localhost:*", "http://127.0.0.1:*"],
  },
  staging: {
    ...live,
    logRetention: RetentionDays.ONE_MONTH,
    tokens: trust("https://identity.staging.crm.example"),
    corsOrigins: ["https://app.staging.crm.example"],
  },
  prod: {
    ...live,
    tokens: trust("https://identity.crm.example"),
    corsOrigins: ["https://app.crm.example"],
  },
};
