import { Duration, RemovalPolicy } from "aws-cdk-lib";
import { RetentionDays } from "aws-cdk-lib/aws-logs";
import type { OperationName } from "../functions/rest/routes.ts";
import { type AttachmentTypes, attachmentTypes } from "./attachment-types.ts";
import type { Entry } from "./function-table.ts";
import type { PushApplications } from "./push.ts";

/** Requests per second, and in a burst; requests above are answered 429. */
export interface Throttle {
  readonly rateLimit: number;
  readonly burstLimit: number;
}

/** A custom domain for an API. */
export interface DomainSettings {
  readonly name: string;
  /** ARN of a certificate for the name, in the stack's region. */
  readonly certificateArn: string;
  /** The zone that gets its record. @default none: point the name at the stack's output by hand */
  readonly hostedZone?: { readonly id: string; readonly name: string };
}

/** The recipients of alarms. */
export interface AlarmSettings {
  /** Gets a mail for each alarm, once its owner has confirmed the subscription. */
  readonly email?: string;
  /** ARN of an existing SNS topic. @default the stack creates one */
  readonly topicArn?: string;
}

/** Settings of the web application firewall before the REST API. */
export interface FirewallSettings {
  /** Requests of one address in five minutes; many users may share an address. */
  readonly requestsPerAddress: number;
  /** Requests with one token in five minutes, from any addresses. */
  readonly requestsPerToken: number;
}

/** All settings in which the stages differ. */
export interface StageSettings {
  readonly logLevel: "DEBUG" | "INFO" | "WARN";
  readonly logRetention: RetentionDays;
  /** For all that holds data (table, keys, buckets, queue, logs), when it leaves the stack. */
  readonly removalPolicy: RemovalPolicy;
  /** Refuses deletion of the table and of the stack. */
  readonly deletionProtection: boolean;
  /** ISO date from which Internal Chat is on for every location, whatever Labs says. */
  readonly generalAvailability: string;
  /** The issuer whose tokens this stage accepts. */
  readonly tokens: { readonly issuer: string; readonly audience: string; readonly jwksUri: string };
  /** Origins allowed to call both APIs and to upload (CORS); `:*` at the end: any port. */
  readonly corsOrigins: readonly string[];
  /** The limit of each API as a whole. */
  readonly throttle: Throttle;
  /** Limits of single operations whose requests are expensive. */
  readonly methodThrottles: Readonly<Partial<Record<OperationName, Throttle>>>;
  /** Requests per second that AWS grants the account in the region: both APIs and all pushes share them. */
  readonly accountRequestRate: number;
  /** Logs a line per request, without tokens, chat ids or bodies. The account needs API Gateway's log role. */
  readonly accessLogs: boolean;
  /** Blocks attacks, and addresses with too many requests. REST only: WebSocket APIs cannot have one. */
  readonly firewall?: FirewallSettings;
  /** @default none: the APIs have the names that AWS gives them */
  readonly domains?: { readonly rest?: DomainSettings; readonly websocket?: DomainSettings };
  /** Memory in MB; CPU grows with it. @default 512 */
  readonly memory: Readonly<Partial<Record<Entry, number>>>;
  /**
   * Concurrent executions reserved for a function, which are also its maximum: the others cannot starve it,
   * and it cannot starve the others. @default all share the account's executions
   */
  readonly reservedConcurrency: Readonly<Partial<Record<Entry, number>>>;
  /** Encrypts the table with the stack's own key; CloudTrail records its use. @default the key that AWS owns */
  readonly customerManagedKey: boolean;
  /** @default no alarms */
  readonly alarms?: AlarmSettings;
  /** Platform applications of phones; the CDK context adds more. @default none: notifications end at the topic */
  readonly push?: PushApplications;
  /** Media types that may be uploaded, each with the extensions that its files may have. */
  readonly attachmentTypes: AttachmentTypes;
  /** GuardDuty scans posted attachments, and only clean ones are handed out. Charged by the gigabyte. */
  readonly malwareScan: boolean;
  /** How the table's stream becomes notifications. */
  readonly stream: {
    /** How long a record may wait for a fuller batch. More means later notifications and fewer invocations. */
    readonly batchingWindow: Duration;
    /** Concurrent batches per shard. Records of one item stay in order. */
    readonly parallelizationFactor: number;
    /** Older records go to the on-failure bucket: a notification that late would only disturb. */
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
    // A page or a search reads all chats of the caller, or all names of the location.
    listChats: { rateLimit: 500, burstLimit: 1_000 },
    listUsers: { rateLimit: 500, burstLimit: 1_000 },
    // A backlog of the CRM can wait: it must not use up the rate of people who chat.
    putLocation: { rateLimit: 100, burstLimit: 200 },
    putUser: { rateLimit: 200, burstLimit: 400 },
    putConversation: { rateLimit: 1_000, burstLimit: 2_000 },
  },
  // 40 a second: a user who uses up every limit of their own sends some 32.
  firewall: { requestsPerAddress: 20_000, requestsPerToken: 12_000 },
  reservedConcurrency: {
    // Every request needs it, however busy the others are.
    authorizer: 100,
    // A backlog of the CRM or of the stream must leave room for people who chat.
    directory: 100,
    stream: 100,
  },
  alarms: {},
  malwareScan: true,
  stream: {
    batchingWindow: Duration.seconds(1),
    parallelizationFactor: 4,
    maxRecordAge: Duration.hours(6),
  },
} as const satisfies Omit<StageSettings, "tokens" | "corsOrigins">;

function tokensOf(issuer: string): StageSettings["tokens"] {
  return { issuer, audience: "internal-chat", jwksUri: `${issuer}/.well-known/jwks.json` };
}

export const stages: Readonly<Record<string, StageSettings>> = {
  dev: {
    ...trial,
    tokens: tokensOf("https://identity.dev.crm.example"),
    // With the pages on a developer's machine.
    corsOrigins: ["https://app.dev.crm.example", "http://localhost:*", "http://127.0.0.1:*"],
  },
  staging: {
    ...live,
    logRetention: RetentionDays.ONE_MONTH,
    tokens: tokensOf("https://identity.staging.crm.example"),
    corsOrigins: ["https://app.staging.crm.example"],
  },
  prod: {
    ...live,
    customerManagedKey: true,
    tokens: tokensOf("https://identity.crm.example"),
    corsOrigins: ["https://app.crm.example"],
  },
};
