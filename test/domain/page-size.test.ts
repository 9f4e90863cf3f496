import { beforeEach, describe, expect, it } from "vitest";
import { createChat } from "../../functions/domain/chats/create-chat.ts";
import { listChats } from "../../functions/domain/chats/list-chats.ts";
import { listUsers } from "../../functions/domain/directory/list-users.ts";
import { listConversations } from "../../functions/domain/inbox/list-conversations.ts";
import { putConversation } from "../../functions/domain/inbox/put-conversation.ts";
import { jsonBytes } from "../../functions/domain/json-size.ts";
import { listMessages } from "../../functions/domain/messages/list-messages.ts";
import { sendMessage } from "../../functions/domain/messages/send-message.ts";
import { MAX_PAGE_BYTES } from "../../functions/domain/paging.ts";
import { chatsApiPorts } from "../support/api-ports.ts";
import { conversationUpdate, day } from "../support/conversations.ts";
import { MemoryConversationStore } from "../support/memory-conversation-store.ts";
import { here, profile } from "../support/profiles.ts";

/** Longer than any schema allows: four of these fill a page. */
const huge = "x".repeat(MAX_PAGE_BYTES / 5);
const numbers = Array.from({ length: 20 }, (_, index) => index);

let ports: ReturnType<typeof portsOfTest>;
const portsOfTest = () => ({ ...chatsApiPorts(), conversations: new MemoryConversationStore() });

beforeEach(() => {
  ports = portsOfTest();
});

/** All pages of a list, each of which must be within the limit. */
async function pagesOf<Page extends object, Position>(
  load: (position: Position | undefined) => Promise<Page>,
  nextOf: (page: Page) => Position | undefined,
): Promise<Page[]> {
  const pages: Page[] = [];
  let position: Position | undefined;
  do {
    const page = await load(position);
    expect(jsonBytes(page)).toBeLessThanOrEqual(MAX_PAGE_BYTES + 1000);
    pages.push(page);
    position = nextOf(page);
  } while (position !== undefined);
  expect(pages).toHaveLength(5);
  return pages;
}

describe("a page ends at 4 MB, and the next one begins there:", () => {
  async function longLog() {
    const request = { participantIds: ["ben"] };
    const { chat } = await createChat(ports, { location: here, creatorId: "ana", request });
    const reader = { chat: { locationId: "loc", chatId: chat.id }, userId: "ana" };
    for (const index of numbers.slice(1))
      await sendMessage(ports, {
        ...reader,
        location: here,
        request: { clientMessageId: `m${index}`, body: huge },
      });
    return reader;
  }
  const seqs = numbers.map((index) => index + 1);

  it("messages, backwards", async () => {
    const reader = await longLog();
    const pages = await pagesOf(
      (beforeSeq: number | undefined) => listMessages(ports, reader, { beforeSeq, limit: 100 }),
      ({ nextBeforeSeq }) => nextBeforeSeq,
    );
    const shown = pages.toReversed().flatMap(({ entries }) => entries.map(({ seq }) => seq));
    expect(shown).toEqual(seqs);
  });

  it("messages, forwards", async () => {
    const reader = await longLog();
    const pages = await pagesOf(
      (afterSeq: number | undefined) => listMessages(ports, reader, { afterSeq: afterSeq ?? 0, limit: 100 }),
      ({ entries, lastSeq }) => (entries.at(-1)?.seq === lastSeq ? undefined : entries.at(-1)?.seq),
    );
    expect(pages.flatMap(({ entries }) => entries.map(({ seq }) => seq))).toEqual(seqs);
  });

  it("chats", async () => {
    for (const _ of numbers) {
      const request = { participantIds: ["ben"], subject: huge };
      await createChat(ports, { location: here, creatorId: "ana", request });
      await ports.clock.sleep(1000);
    }
    const owner = { locationId: "loc", userId: "ana" };
    const pages = await pagesOf(
      (cursor: string | undefined) =>
        listChats(ports, owner, { query: "", status: "all", limit: 100, cursor }),
      ({ nextCursor }) => nextCursor,
    );
    const shown = pages.flatMap(({ chats }) => chats.map(({ dateAdded }) => dateAdded));
    expect(new Set(shown).size).toBe(20);
    expect(shown).toEqual(shown.toSorted().reverse());
  });

  it("conversations", async () => {
    for (const index of numbers) {
      const dates = { lastMessageDate: day(index + 1), updatedAt: day(30) };
      await putConversation(ports, conversationUpdate(`c${index}`, { lastMessageBody: huge, ...dates }));
    }
    const owner = { profile: profile("ana"), locationId: "loc" };
    const pages = await pagesOf(
      (cursor: string | undefined) =>
        listConversations(ports, owner, { folder: "team", status: "all", limit: 100, cursor }),
      ({ nextCursor }) => nextCursor,
    );
    const shown = pages.flatMap(({ conversations }) => conversations.map(({ id }) => id));
    expect(shown).toEqual(numbers.map((index) => `c${index}`).reverse());
  });

  it("users", async () => {
    ports.directory.users.clear();
    for (const index of numbers) {
      const names = { name: `Name ${index + 10}`, email: huge };
      ports.directory.users.set(`u${index}`, profile(`u${index}`, names));
    }
    const caller = { userId: "ana", locationId: "loc" };
    const pages = await pagesOf(
      (cursor: string | undefined) => listUsers(ports, caller, { query: "", limit: 100, cursor }),
      ({ nextCursor }) => nextCursor,
    );
    expect(pages.flatMap(({ users }) => users.map(({ id }) => id))).toEqual(
      numbers.map((index) => `u${index}`),
    );
  });

  it("one item alone may be larger: a list never stops", async () => {
    const request = { participantIds: ["ben"], subject: "x".repeat(MAX_PAGE_BYTES + 1) };
    await createChat(ports, { location: here, creatorId: "ana", request });
    await createChat(ports, { location: here, creatorId: "ana", request });
    const owner = { locationId: "loc", userId: "ana" };
    const page = await listChats(ports, owner, { query: "", status: "all", limit: 100 });
    expect(page.chats).toHaveLength(1);
    expect(page.nextCursor).toBeDefined();
  });
});
