import { Duration, RemovalPolicy } from "aws-cdk-lib";
import { RetentionDays } from "aws-cdk-lib/aws-logs";
import type { OperationName } from "../functions/rest/routes.ts";
import { type AttachmentTypes, attachmentTypes } from "./attachment-types.ts";
import type { Entry } from "./bundle.ts";
import type { PushApplications } from "./push.ts";

/** Requests per second, and how many may come at once; what is above is answered 429. */
export interface Throttle {
  readonly rateLimit: number;
  readonly burstLimit: number;
}

/** A name of one's own for an API. */
export interface DomainSettings {
  readonly name: string;
  /** ARN of a certificate for the name, in the stack's region. */
  readonly certificateArn: string;
  /** Where a record is made. @default none: point the name at the output of the stack by hand */
  readonly hostedZone?: { readonly id: string; readonly name: string };
}

/** Who is told when something is wrong. */
export interface AlarmSettings {
  /** Gets a mail of each alarm, once its owner confirms. */
  readonly email?: string;
  /** ARN of an SNS topic that exists. @default the stack makes one */
  readonly topicArn?: string;
}

/** Of the web application firewall before the REST API. */
export interface FirewallSettings {
  /** Requests of one address in five minutes; many users may share one. */
  readonly requestsPerAddress: number;
}

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
  /** Of each API as a whole. */
  readonly throttle: Throttle;
  /** Of single operations that cost much for one request. */
  readonly methodThrottles: Readonly<Partial<Record<OperationName, Throttle>>>;
  /** Requests per second that AWS grants the account in the region: both APIs and all pushes share them. */
  readonly accountRequestRate: number;
  /** Lines about requests, without tokens, ids of chats or bodies. The account needs API Gateway's log role. */
  readonly accessLogs: boolean;
  /** Blocks whose requests look like an attack or are too many. REST only: WebSocket APIs cannot have it. */
  readonly firewall?: FirewallSettings;
  /** @default none: the APIs have the names that AWS gives them */
  readonly domains?: { readonly rest?: DomainSettings; readonly websocket?: DomainSettings };
  /** In MB; CPU grows with it. @default 512 */
  readonly memory: Readonly<Partial<Record<Entry, number>>>;
  /**
   * Executions that a function has for itself, and no more than these. What others cannot starve, and what
   * cannot starve others. @default all share what the account has
   */
  readonly reservedConcurrency: Readonly<Partial<Record<Entry, number>>>;
  /** Encrypts the table with a key of this stack, whose use CloudTrail shows. @default the key that AWS owns */
  readonly customerManagedKey: boolean;
  /** Shows the keys of the table that are used most. Costs by the request. */
  readonly contributorInsights: boolean;
  /** @default no alarms */
  readonly alarms?: AlarmSettings;
  /** Which phones are reached; the CDK context adds to it. @default none: notifications end at the topic */
  readonly push?: PushApplications;
  /** Media types that may be uploaded, each with the extensions that its files may have. */
  readonly attachmentTypes: AttachmentTypes;
  /** Are posted attachments scanned by GuardDuty, and handed out only when found clean? Costs by the gigabyte. */
  readonly malwareScan: boolean;
  /** How the table's stream becomes notifications. */
  readonly stream: {
    /** How long a record may wait to make a fuller batch: later notifications, fewer invocations. */
    readonly batchingWindow: Duration;
    /** Concurrent batches per shard. Records of one item stay in order. */
    readonly parallelizationFactor: number;
    /** Older records go to the on-failure bucket: a notification that late only disturbs. */
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
  methodThrottles: {},
  accountRequestRate: 10_000,
  accessLogs: true,
  memory: { chats: 1024, websocket: 1024 },
  reservedConcurrency: {},
  customerManagedKey: false,
  contributorInsights: false,
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
  methodThrottles: {
    // A page or a search reads all chats, or all names, of whoever asks.
    listChats: { rateLimit: 500, burstLimit: 1_000 },
    listUsers: { rateLimit: 500, burstLimit: 1_000 },
    // The CRM's backlog must not take the rate of people who chat: it can wait.
    putLocation: { rateLimit: 100, burstLimit: 200 },
    putUser: { rateLimit: 200, burstLimit: 400 },
    putConversation: { rateLimit: 1_000, burstLimit: 2_000 },
  },
  firewall: { requestsPerAddress: 20_000 },
  reservedConcurrency: {
    // Nobody gets in without it, however busy the others are.
    authorizer: 100,
    // A backlog of the CRM or of the stream must leave room for people who chat.
    directory: 100,
    stream: 100,
  },
  contributorInsights: true,
  alarms: {},
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
    customerManagedKey: true,
    tokens: trust("https://identity.crm.example"),
    corsOrigins: ["https://app.crm.example"],
  },
};
