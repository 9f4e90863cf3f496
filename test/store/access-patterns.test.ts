import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { DynamodbAttachmentStore } from "../../functions/store/dynamodb-attachment-store.ts";
import { DynamodbChatStore } from "../../functions/store/dynamodb-chat-store.ts";
import { DynamodbConnectionStore } from "../../functions/store/dynamodb-connection-store.ts";
import { DynamodbConversationStore } from "../../functions/store/dynamodb-conversation-store.ts";
import { DynamodbDeviceStore } from "../../functions/store/dynamodb-device-store.ts";
import { DynamodbDirectory } from "../../functions/store/dynamodb-directory.ts";
import { DynamodbLabsStore } from "../../functions/store/dynamodb-labs-store.ts";
import { DynamodbMembershipStore } from "../../functions/store/dynamodb-membership-store.ts";
import { DynamodbNotificationSettingsStore } from "../../functions/store/dynamodb-notification-settings-store.ts";
import { DynamodbPreferenceStore } from "../../functions/store/dynamodb-preference-store.ts";
import { DynamodbPrefetch } from "../../functions/store/dynamodb-prefetch.ts";
import { DynamodbRateLimiter } from "../../functions/store/dynamodb-rate-limiter.ts";

const stores = [
  DynamodbAttachmentStore,
  DynamodbChatStore,
  DynamodbConnectionStore,
  DynamodbConversationStore,
  DynamodbDeviceStore,
  DynamodbDirectory,
  DynamodbLabsStore,
  DynamodbMembershipStore,
  DynamodbNotificationSettingsStore,
  DynamodbPreferenceStore,
  DynamodbPrefetch,
  DynamodbRateLimiter,
];

/** Methods that do not read or write the table. */
const withoutCalls = new Set(["DeviceStore.hashOf"]);

/** The names of all methods, inherited ones included. */
function methodsOf(prototype: object | null): string[] {
  if (prototype === null || prototype === Object.prototype) return [];
  const own = Object.getOwnPropertyNames(prototype).filter((name) => name !== "constructor");
  return [...own, ...methodsOf(Object.getPrototypeOf(prototype))];
}

describe("docs/access-patterns.md", () => {
  const text = readFileSync(new URL("../../docs/access-patterns.md", import.meta.url), "utf8");
  const rows = [...text.matchAll(/^\| `(\w+\.\w+)` \|/gm)].map(([, name]) => name);

  it("has one row for each method of each store, and no other", () => {
    const methods = stores
      .flatMap((store) =>
        methodsOf(store.prototype).map((method) => `${store.name.replace("Dynamodb", "")}.${method}`),
      )
      .filter((name) => !withoutCalls.has(name));
    expect(methods.length).toBeGreaterThan(40);
    expect([...rows].sort()).toEqual([...methods].sort());
  });
});
