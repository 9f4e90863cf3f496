import { Duration } from "aws-cdk-lib";
import type * as z from "zod";
import {
  AttachmentsConfig,
  AuthorizerConfig,
  ChatsConfig,
  DevicesConfig,
  DirectoryConfig,
  InboxConfig,
  MeConfig,
  StreamConfig,
  WebsocketConfig,
} from "../functions/runtime/config.ts";
import { type TableAccess, tableAccess } from "./table-access.ts";

export interface FunctionRow {
  /** A file in `functions/` that exports `handler`. */
  readonly entry: string;
  /** What its failure means to a user; the console shows it to whoever is on call. At most 200 characters. */
  readonly errorImpact: string;
  /** The variables of its environment. */
  readonly config: z.ZodObject;
  /** What it may do with the table. */
  readonly access: readonly TableAccess[];
  /** @default 29 seconds: API Gateway waits no longer. */
  readonly timeout?: Duration;
}

/** The functions, one per group of duties, so that each is granted only what its duty needs. */
export const functionTable = [
  {
    entry: "authorizer",
    errorImpact: "nobody can use the chat: every request is 503 and no connection opens.",
    config: AuthorizerConfig,
    access: [],
    timeout: Duration.seconds(10),
  },
  {
    entry: "chats",
    errorImpact: "chats cannot be opened, listed or written to over REST.",
    config: ChatsConfig,
    access: tableAccess.chats,
  },
  {
    entry: "attachments",
    errorImpact: "files can be neither attached nor opened; messages without files are not affected.",
    config: AttachmentsConfig,
    access: tableAccess.attachments,
  },
  {
    entry: "inbox",
    errorImpact: "customer conversations, their unread counts and colleagues to add cannot be listed.",
    config: InboxConfig,
    access: tableAccess.inbox,
  },
  {
    entry: "me",
    errorImpact: "users cannot load their profile or change how they are notified.",
    config: MeConfig,
    access: tableAccess.me,
  },
  {
    entry: "devices",
    errorImpact: "phones cannot be registered or removed; those registered before are notified as ever.",
    config: DevicesConfig,
    access: tableAccess.devices,
  },
  {
    entry: "directory",
    errorImpact:
      "access and customer conversations stay as they were before; the CRM must send its changes again.",
    config: DirectoryConfig,
    access: tableAccess.directory,
  },
  {
    entry: "websocket",
    errorImpact: "clients cannot connect or send live, and fall back to REST.",
    config: WebsocketConfig,
    access: tableAccess.websocket,
  },
  {
    entry: "stream",
    errorImpact: "notifications come late, and a new chat may be missing from a list until it is healed.",
    config: StreamConfig,
    access: tableAccess.stream,
    timeout: Duration.seconds(60),
  },
] as const satisfies readonly FunctionRow[];

type Row = (typeof functionTable)[number];
export type Entry = Row["entry"];

/** Id of a function's construct, with which its logical id begins: `Chats` for `chats`. */
export function constructId(entry: Entry): string {
  return entry.charAt(0).toUpperCase() + entry.slice(1);
}

/** All members of a union at once. */
type Intersection<Union> = (Union extends unknown ? (one: Union) => void : never) extends (
  all: infer All,
) => void
  ? All
  : never;

/** The variables of all functions, with one value for each: a variable without one does not compile. */
export type Environment = Intersection<z.input<Row["config"]>>;
