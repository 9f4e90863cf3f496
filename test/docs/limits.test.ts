import { globSync } from "node:fs";
import { describe, expect, it } from "vitest";
import * as z from "zod";
import { CreateAttachmentRequest } from "../../functions/domain/attachments/attachment.ts";
import { AddParticipantsRequest } from "../../functions/domain/chats/add-participants.ts";
import { CreateChatRequest, Subject } from "../../functions/domain/chats/new-chat.ts";
import {
  CONNECTION_LIFETIME_MS,
  MAX_CONNECTIONS,
  MAX_LOGIN_AS,
  MAX_LOGIN_AS_PER_ACTOR,
} from "../../functions/domain/connections/connection.ts";
import { MAX_ERROR_FRAME_BYTES, MAX_FRAME_BYTES } from "../../functions/domain/connections/frame-size.ts";
import { PutLocationRequest } from "../../functions/domain/directory/location.ts";
import { requireNotAhead } from "../../functions/domain/directory/update-fields.ts";
import { PutUserRequest } from "../../functions/domain/directory/user.ts";
import { ChatError } from "../../functions/domain/errors.ts";
import { ClientKey, Id } from "../../functions/domain/identifier.ts";
import { PutConversationRequest } from "../../functions/domain/inbox/conversation.ts";
import { CrmRecords } from "../../functions/domain/log/crm-record.ts";
import { MAX_PARTICIPANTS } from "../../functions/domain/log/roster.ts";
import { MessageText, SendMessageRequest } from "../../functions/domain/messages/message.ts";
import { SyncRequest } from "../../functions/domain/messages/sync.ts";
import { MAX_DEVICES, Platform, PushToken } from "../../functions/domain/notifications/device.ts";
import { Limit, MAX_PAGE_BYTES } from "../../functions/domain/paging.ts";
import { boundedProblems } from "../../functions/domain/problems.ts";
import { type RateLimitName, rateLimits, spend } from "../../functions/domain/rate-limits.ts";
import { SearchQuery } from "../../functions/domain/search-text.ts";
import { preview } from "../../functions/domain/text.ts";
import { phoneMessage } from "../../functions/gateways/phone-payload.ts";
import { failureOf } from "../../functions/middleware/error-table.ts";
import { readBody } from "../../functions/rest/body.ts";
import { MAX_SEQ } from "../../functions/store/keys.ts";
import { attachmentTypes } from "../../lib/attachment-types.ts";
import { stages } from "../../lib/stages.ts";
import { awsLimits } from "../../local/websocket/connections.ts";
import { resources, synthesize } from "../lib/synth.ts";
import { figuresIn, read, root, rowsOf } from "./page.ts";

const ids = (count: number) => Array.from({ length: count }, (_, index) => `id-${index}`);
const SECOND = 1000;
const MINUTE = 60_000;
/** Of two UTF-16 units each, so that a limit in code points is told from one in units. */
const emojis = (count: number) => "😀".repeat(count);
const letters = (count: number) => "a".repeat(count);
const statusOf = (code: ChatError["code"]) => failureOf(new ChatError(code, "")).statusCode;

/** The schema takes the largest value, and nothing beyond. */
function expectMost(most: number | undefined, schema: z.ZodType, sized: (size: number) => unknown): void {
  if (most === undefined) throw new Error("the page states no figure");
  expect(schema.safeParse(sized(most)).success, `${most} is allowed`).toBe(true);
  expect(schema.safeParse(sized(most + 1)).success, `${most + 1} is refused`).toBe(false);
}

/** A constant that its file does not export: a number, or products and a difference of numbers. */
function constant(file: string, name: string): number {
  const [, expression] = new RegExp(`\\b${name}(?: =|:) ([\\d_*\\- ]+)[;,]`).exec(read(file)) ?? [];
  if (expression === undefined) throw new Error(`no ${name} in ${file}`);
  const numbers = expression.replaceAll("_", "").split("-");
  const [first = 0, ...others] = numbers.map((product) =>
    product.split("*").reduce((result, factor) => result * Number(factor), 1),
  );
  return others.reduce((result, other) => result - other, first);
}

const { dev, staging, prod } = stages;
const template = synthesize("prod");
const Mapping = z.object({ MaximumRetryAttempts: z.number() });
const Rules = z.object({
  LifecycleConfiguration: z.object({
    Rules: z.array(z.object({ Prefix: z.string().optional(), ExpirationInDays: z.number().optional() })),
  }),
});

const user = {
  companyId: "c",
  name: "n",
  email: "e@example.com",
  roles: { type: "account", role: "user", locationIds: [] },
  permissions: { conversationsEnabled: true, assignedDataOnly: false },
  updatedAt: "2026-03-02T12:00:00.000Z",
};
const conversation = {
  locationId: "l",
  contactId: "c",
  contactName: "n",
  assignedTo: null,
  followers: [],
  lastMessageBody: null,
  lastMessageType: null,
  lastMessageDate: null,
  unreadCount: 0,
  updatedAt: "2026-03-02T12:00:00.000Z",
};
const notification = {
  version: 1,
  event: "message",
  userId: letters(64),
  locationId: letters(64),
  chatId: letters(64),
  seq: MAX_SEQ,
  senderId: letters(64),
  senderName: "\u0001".repeat(200), // six bytes each in JSON
  subject: emojis(120),
  preview: '"'.repeat(400),
  quiet: false,
  dateAdded: "2026-03-02T12:00:00.000Z",
  dedupeId: `${letters(64)}.${MAX_SEQ}.message.${letters(64)}`,
} as const;

/** By the first cell of each row: the figures of its second cell, in their order, against the code. */
const checks: Readonly<Record<string, (...figures: number[]) => void>> = {
  "text of a message": (most) => expectMost(most, MessageText, emojis),
  "subject of a chat": (most) => expectMost(most, Subject, emojis),
  "participants of a chat": (most) => expect(MAX_PARTICIPANTS).toBe(most),
  "users named in one request, to create a chat or to add": (most) => {
    expectMost(most, CreateChatRequest, (size) => ({ participantIds: ids(size) }));
    expectMost(most, AddParticipantsRequest, (size) => ({ userIds: ids(size), historyAccess: "full" }));
  },
  "CRM records of a chat or a message": (most) => {
    const records = (size: number) => ids(size).map((id) => ({ type: "contact", id }));
    expectMost(most, CrmRecords, records);
    expectMost(most, CreateChatRequest, (size) => ({ participantIds: ["b"], records: records(size) }));
    expectMost(most, SendMessageRequest, (size) => ({
      clientMessageId: "1",
      body: "b",
      records: records(size),
    }));
  },
  "preview of the last message": (graphemes = 0, bytes = 0) => {
    expect(preview(letters(graphemes + 1))).toHaveLength(graphemes);
    expect(preview("ä".repeat(graphemes + 1))).toHaveLength(graphemes);
    expect(Buffer.byteLength(preview(emojis(bytes / 4 + 1)))).toBe(bytes);
  },
  "entries of a chat": (most) => expect(MAX_SEQ).toBe(most),
  "waiting for other writers of the chat": (seconds = 0, status) => {
    expect(constant("functions/domain/log/append-to-log.ts", "withinMs")).toBe(seconds * 1000);
    expect(statusOf("unavailable")).toBe(status);
  },
  "waiting for the rest of a transaction, which DynamoDB shows item by item": (seconds = 0, status) => {
    expect(constant("functions/domain/log/must-exist.ts", "withinMs")).toBe(seconds * 1000);
    expect(statusOf("unavailable")).toBe(status);
  },

  "attachments of a message": (most) =>
    expectMost(most, SendMessageRequest, (size) => ({ clientMessageId: "1", attachmentIds: ids(size) })),
  "size of an attachment": (bytes = 0, megabytes = 0) => {
    const file = (size: number) => ({ filename: "a.png", contentType: "image/png", size });
    expectMost(bytes, CreateAttachmentRequest, file);
    expect(megabytes * 1024 * 1024).toBe(bytes);
  },
  "name of a file": (most) =>
    expectMost(most, CreateAttachmentRequest, (size) => ({
      filename: emojis(size),
      contentType: "image/png",
      size: 1,
    })),
  "media types": () => {
    const families = new Set(Object.keys(attachmentTypes).map((type) => type.split("/")[0]));
    expect([...families]).toEqual(["image", "video", "audio", "text", "application"]);
    for (const { attachmentTypes: allowed } of Object.values(stages)) expect(allowed).toBe(attachmentTypes);
  },
  "extension of a file": () => {
    expect(read("lib/attachment-types.ts")).toContain('from "mime-db/db.json"');
  },
  "a media type with its parameters": (most) =>
    expectMost(most, CreateAttachmentRequest, (size) => ({
      filename: "a",
      contentType: letters(size),
      size: 1,
    })),
  "starting an upload": (minutes = 0) =>
    expect(constant("functions/domain/attachments/create-attachment.ts", "UPLOAD_SECONDS")).toBe(
      minutes * 60,
    ),
  "starting a download": (minutes = 0) =>
    expect(constant("functions/domain/attachments/get-attachment.ts", "DOWNLOAD_SECONDS")).toBe(minutes * 60),
  "using an upload in a message": (hours = 0) =>
    expect(constant("functions/store/dynamodb-attachment-store.ts", "UNUSED_SECONDS")).toBe(hours * 3600),
  "keeping the file of an upload": (days) => {
    const buckets = [...resources(template, "AWS::S3::Bucket").values()];
    const rules = buckets.flatMap((bucket) => Rules.parse(bucket).LifecycleConfiguration.Rules);
    expect(rules.find(({ Prefix }) => Prefix === "uploads/")?.ExpirationInDays).toBe(days);
  },

  id: (least = 0, most = 0) => {
    expectMost(most, Id, letters);
    expect(Id.safeParse(letters(least)).success).toBe(true);
    expect(Id.safeParse(letters(least - 1)).success).toBe(false);
  },
  "`clientMessageId`, `requestId`, `Idempotency-Key`": (most) => expectMost(most, ClientKey, emojis),
  "recognizing a retry": (hours = 0) =>
    expect(constant("functions/store/chat-items.ts", "RECEIPT_SECONDS")).toBe(hours * 3600),
  "page of a list": (least = 0, most = 0, usual = 0) => {
    expectMost(most, Limit, String);
    expect(Limit.safeParse(String(least)).success).toBe(true);
    expect(Limit.safeParse(String(least - 1)).success).toBe(false);
    expect(Limit.parse(undefined)).toBe(usual);
  },
  "query of a list of chats or users": (most, mostWords) => {
    expectMost(most, SearchQuery, emojis);
    expectMost(mostWords, SearchQuery, (count) => "a ".repeat(count));
  },
  "chats of one `sync`": (least = 0, most = 0) => {
    const chats = (count: number) => Object.fromEntries(ids(count).map((id) => [id, 0]));
    expectMost(most, SyncRequest, chats);
    expect(SyncRequest.safeParse(chats(least)).success).toBe(true);
    expect(SyncRequest.safeParse(chats(least - 1)).success).toBe(false);
  },
  "entries per chat in one `sync`": (most) =>
    expect(constant("functions/domain/messages/sync.ts", "MAX_ENTRIES")).toBe(most),
  "request body": (kilobytes = 0, status) => {
    const headers = { "content-type": "application/json" };
    const body = (size: number) => ({ body: `"${letters(size - 2)}"`, isBase64Encoded: false, headers });
    expect(readBody(body(kilobytes * 1024))).toHaveLength(kilobytes * 1024 - 2);
    expect(() => readBody(body(kilobytes * 1024 + 1))).toThrow(
      expect.objectContaining({ code: "payload_too_large" }),
    );
    expect(statusOf("payload_too_large")).toBe(status);
  },
  "request body at API Gateway": (megabytes, status) => {
    const local = globSync("local/**/*.ts", { cwd: root });
    expect(local.some((file) => read(file).includes(`= ${megabytes} * 1024 * 1024;`))).toBe(true);
    expect(statusOf("payload_too_large")).toBe(status);
  },
  "JSON of a page": (megabytes = 0) => expect(MAX_PAGE_BYTES).toBe(megabytes * 1024 * 1024),
  "problems that a 422 names": (lines, length = 0) => {
    const problems = boundedProblems(ids(200).map((id) => `${id} ${emojis(300)}`));
    expect(problems).toHaveLength(lines ?? 0);
    expect([...(problems[0] ?? "")]).toHaveLength(length);
  },
  "WebSocket frame, both ways": (kilobytes = 0) => expect(MAX_FRAME_BYTES).toBe(kilobytes * 1024),
  "`error` frame": (kilobytes = 0) => expect(MAX_ERROR_FRAME_BYTES).toBe(kilobytes * 1024),
  request: (seconds) => {
    const timeouts = [...resources(template, "AWS::Lambda::Function")].map(([, { Timeout }]) => Timeout);
    expect(timeouts).toContain(seconds);
  },
  "WebSocket connection": (idleMinutes = 0, hours = 0) => {
    expect(awsLimits).toEqual({ idleMs: idleMinutes * 60_000, maxAgeMs: hours * 3_600_000 });
    expect(CONNECTION_LIFETIME_MS).toBe(hours * 3_600_000);
  },
  "connections of a user in a location": (most) => expect(MAX_CONNECTIONS).toBe(most),

  "Login-As connections to a user in a location": (ofActor, inAll) =>
    expect([MAX_LOGIN_AS_PER_ACTOR, MAX_LOGIN_AS]).toEqual([ofActor, inAll]),
  "`read` event": (messages, units) => {
    const file = "functions/store/dynamodb-chat-store.ts";
    expect([constant(file, "AUTHOR_ENTRIES"), constant(file, "AUTHOR_UNITS")]).toEqual([messages, units]);
  },
  "participants of a chat with `read` events": (most) =>
    expect(constant("functions/domain/messages/mark-read.ts", "MAX_READ_EVENT_PARTICIPANTS")).toBe(most),
  "`typing` event": (seconds = 0) =>
    expect(constant("functions/domain/messages/typing-throttle.ts", "INTERVAL_MS")).toBe(seconds * 1000),

  "sending, per user and chat": expectRate("sendToChat", SECOND),
  "sending, per user over all chats": expectRate("send", SECOND),
  "creating chats": expectRate("createChat", MINUTE),
  "adding participants": expectRate("addParticipants", MINUTE),
  "changing subjects": expectRate("changeSubject", MINUTE),
  "declaring attachments": expectRate("declareAttachment", MINUTE),
  "registering devices, per user": expectRate("registerDevice", MINUTE),
  "lists, and searches by name": expectRate("list", SECOND),
  "frames, per connection": expectRate("frame", SECOND),
  "`sync` frames, per connection": expectRate("sync", SECOND),

  "count of unread conversations": (most) =>
    expect(constant("functions/domain/inbox/read-inbox.ts", "MAX_COUNT")).toBe(most),
  "followers of a customer conversation": (most) =>
    expectMost(most, PutConversationRequest, (size) => ({ ...conversation, followers: ids(size) })),
  "last message of a customer conversation": (most = 0, kilobytes = 0) => {
    const kept = PutConversationRequest.parse({ ...conversation, lastMessageBody: emojis(most + 1) });
    expect(kept.lastMessageBody).toBe(emojis(most));
    expect(MAX_FRAME_BYTES).toBe(kilobytes * 1024);
  },
  "name of a user or a location": (most) => {
    const { companyId, updatedAt } = user;
    expectMost(most, PutUserRequest, (size) => ({ ...user, name: emojis(size) }));
    expectMost(most, PutLocationRequest, (size) => ({ companyId, updatedAt, name: emojis(size) }));
  },
  "locations of a user": (most) =>
    expectMost(most, PutUserRequest, (size) => ({
      ...user,
      roles: { ...user.roles, locationIds: ids(size) },
    })),
  "`updatedAt` ahead of our clock": (minutes = 0, status) => {
    const clock = { now: () => 0 };
    const ahead = (milliseconds: number) => new Date(milliseconds).toISOString();
    requireNotAhead({ clock }, ahead(minutes * 60_000));
    expect(() => requireNotAhead({ clock }, ahead(minutes * 60_000 + 1))).toThrow(
      expect.objectContaining({ code: "invalid_request" }),
    );
    expect(statusOf("invalid_request")).toBe(status);
  },
  "decimals of `updatedAt`": (most) =>
    expectMost(most, PutLocationRequest, (size) => ({
      companyId: "c",
      name: "n",
      updatedAt: `2026-03-02T12:00:00.${"1".repeat(size)}Z`,
    })),
  "devices of a user": (most) => expect(MAX_DEVICES).toBe(most),
  "push token of Google": (most) =>
    expectMost(most, PushToken, (size) => ({ platform: "fcm", token: letters(size) })),
  "push token of Apple": (least = 0, most = 0) => {
    const token = (size: number) => ({ platform: "apns", token: letters(size) });
    expectMost(most, PushToken, token);
    expect(PushToken.safeParse(token(least)).success).toBe(true);
    expect(PushToken.safeParse(token(least - 1)).success).toBe(false);
  },
  "payload of a push to a phone": (most) => {
    for (const platform of Platform.options) {
      const { default: _default, ...payload } = JSON.parse(phoneMessage(platform, notification));
      expect(Buffer.byteLength(String(Object.values(payload)))).toBeLessThanOrEqual(most ?? 0);
    }
  },

  "requests to one API": (trial, live, status) => {
    expect(dev?.throttle.rateLimit).toBe(trial);
    expect([staging, prod].map((stage) => stage?.throttle.rateLimit)).toEqual([live, live]);
    expect(statusOf("rate_limited")).toBe(status);
  },
  "lists of chats, and lists of users": (rate) => {
    for (const stage of [staging, prod]) {
      expect(stage?.methodThrottles).toMatchObject({
        listChats: { rateLimit: rate },
        listUsers: { rateLimit: rate },
      });
    }
  },
  "directory updates": (locations, users, conversations) => {
    for (const stage of [staging, prod]) {
      expect(stage?.methodThrottles).toMatchObject({
        putLocation: { rateLimit: locations },
        putUser: { rateLimit: users },
        putConversation: { rateLimit: conversations },
      });
    }
  },
  "requests of one address": (most, minutes = 0, status) => {
    expect(dev?.firewall).toBeUndefined();
    expect([staging, prod].map((stage) => stage?.firewall?.requestsPerAddress)).toEqual([most, most]);
    expect(constant("lib/firewall.ts", "WINDOW_SECONDS")).toBe(minutes * 60);
    expect(statusOf("rate_limited")).toBe(status);
  },
  "requests with one token, the directory's excepted": (most, minutes = 0, status) => {
    expect([staging, prod].map((stage) => stage?.firewall?.requestsPerToken)).toEqual([most, most]);
    expect(constant("lib/firewall.ts", "WINDOW_SECONDS")).toBe(minutes * 60);
    expect(statusOf("rate_limited")).toBe(status);
  },
  "requests and pushes of an AWS account, together": (rate) => {
    for (const stage of Object.values(stages)) expect(stage.accountRequestRate).toBe(rate);
  },
  "retries of a batch of notifications": (trialHours, liveHours, trialRetries, liveRetries) => {
    const retries = [synthesize("dev"), template].map((of) => {
      const [mapping] = resources(of, "AWS::Lambda::EventSourceMapping").values();
      return Mapping.parse(mapping).MaximumRetryAttempts;
    });
    expect(retries).toEqual([trialRetries, liveRetries]);
    const hours = [dev, staging, prod].map((stage) => stage?.stream.maxRecordAge.toHours());
    expect(hours).toEqual([trialHours, liveHours, liveHours]);
  },
  "waiting for SNS in one invocation": (seconds = 0) =>
    expect(constant("functions/domain/notifications/notify.ts", "WORK_MS")).toBe(seconds * 1000),
  "one call to DynamoDB": expectTimeout("functions/runtime/dynamodb.ts"),
  "one call to SNS": expectTimeout("functions/runtime/sns.ts"),
  "one post to a connection": expectTimeout("functions/runtime/push-client.ts"),
  "one call to S3": expectTimeout("functions/runtime/attachments-bucket.ts"),
};

/** A rate, a burst, and the status beyond. */
function expectRate(name: RateLimitName, periodMs: number) {
  return (rate?: number, burst = 0, status?: number) => {
    expect(rateLimits[name]).toEqual({ rate, burst, periodMs });
    const now = Date.parse("2026-03-02T12:00:00.000Z");
    let usedUntil: number | undefined;
    for (let used = 0; used < burst; used += 1) usedUntil = spend(rateLimits[name], { usedUntil, now });
    expect(() => spend(rateLimits[name], { usedUntil, now })).toThrow(
      expect.objectContaining({ code: "rate_limited" }),
    );
    expect(statusOf("rate_limited")).toBe(status);
  };
}

function expectTimeout(file: string) {
  return (seconds = 0) => expect(constant(file, "REQUEST_TIMEOUT_MS")).toBe(seconds * 1000);
}

/** Checked from one side only: the longest payload is shorter than what the push services allow. */
const upperBounds = new Set(["payload of a push to a phone"]);

describe("docs/limits.md", () => {
  const rows = rowsOf(read("docs/limits.md"), "what");

  it("has one row for each check, and no other", () => {
    expect(rows.map(([what]) => what).sort()).toEqual(Object.keys(checks).sort());
  });

  it.each(rows)("%s: %s", (what = "", limit) => {
    const check = checks[what];
    const figures = figuresIn(limit);
    check?.(...figures);
    for (const [index, figure] of figures.entries()) {
      if (upperBounds.has(what)) continue;
      const wrong = figures.with(index, figure + 1);
      expect(() => check?.(...wrong), `${figure} is checked`).toThrow();
    }
  });
});
