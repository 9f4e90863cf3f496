import fc from "fast-check";
import { afterAll, beforeAll, expect, it } from "vitest";
import { addParticipants } from "../../functions/domain/chats/add-participants.ts";
import { changeSubject } from "../../functions/domain/chats/change-subject.ts";
import { createChat } from "../../functions/domain/chats/create-chat.ts";
import { listChats } from "../../functions/domain/chats/list-chats.ts";
import { listMessages } from "../../functions/domain/messages/list-messages.ts";
import { markRead } from "../../functions/domain/messages/mark-read.ts";
import { sendMessage } from "../../functions/domain/messages/send-message.ts";
import { systemEntropy } from "../../functions/runtime/system.ts";
import { HmacCursors } from "../../functions/store/hmac-cursors.ts";
import { ModelChat } from "../support/chat-model.ts";
import { NOON } from "../support/fake-clock.ts";
import { here, location, profile } from "../support/profiles.ts";
import { portsOn } from "../support/send-ports.ts";
import { startTestTable, type TestTable } from "../support/test-table.ts";

const USERS = ["ana", "ben", "cara", "dan", "eli"];
const WORDS = ["red", "blue", "green", "ben", "ana"];
const RUNS = 60;

let table: TestTable;

beforeAll(async () => {
  table = await startTestTable();
});

afterAll(() => table.stop());

const user = fc.constantFrom(...USERS);
const users = fc.array(user, { minLength: 1, maxLength: 4 });
const word = fc.constantFrom("red", "blue", "green");
const which = fc.nat(5);

const operation = fc.oneof(
  { weight: 2, arbitrary: fc.record({ do: fc.constant("create" as const), by: user, users }) },
  {
    weight: 3,
    arbitrary: fc.record({
      do: fc.constant("add" as const),
      chat: which,
      by: user,
      users,
      history: fc.constantFrom("full" as const, "none" as const),
    }),
  },
  {
    weight: 6,
    arbitrary: fc.record({ do: fc.constant("send" as const), chat: which, by: user, body: word }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      do: fc.constant("subject" as const),
      chat: which,
      by: user,
      subject: fc.option(word),
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      do: fc.constant("read" as const),
      chat: which,
      by: user,
      seq: fc.integer({ min: 0, max: 12 }),
    }),
  },
);
type Operation = typeof operation extends fc.Arbitrary<infer Value> ? Value : never;

/** The system and the model, side by side in a location of their own. */
class Twin {
  readonly locationId: string;
  readonly chats: { id: string; model: ModelChat }[] = [];
  #steps = 0;
  readonly ports;

  constructor(locationId: string) {
    this.locationId = locationId;
    // Each reading is a second later, so that no two entries have the same date.
    const clock = { now: () => NOON + this.#tick() * 1000, sleep: async () => undefined };
    const cursors = new HmacCursors("a key of at least thirty-two characters");
    this.ports = { ...portsOn(table), clock, entropy: systemEntropy, cursors };
  }

  #ticks = 0;
  #tick(): number {
    this.#ticks += 1;
    return this.#ticks;
  }

  async run(op: Operation): Promise<void> {
    if (op.do === "create") return this.#create(op);
    const target = this.chats[op.chat % Math.max(1, this.chats.length)];
    if (target === undefined) return;
    const { id, model } = target;
    const chat = { locationId: this.locationId, chatId: id };
    const isIn = model.members.has(op.by);
    const outcome = await this.#perform(op, chat).then(
      () => "done",
      (error: unknown) => (error instanceof Error && "code" in error ? String(error.code) : String(error)),
    );
    if (!isIn) return expect(outcome).toBe("not_found");
    expect(outcome).toBe(op.do === "read" && op.seq > model.log.length ? "invalid_request" : "done");
    if (outcome === "done") this.#follow(op, model);
  }

  async #create({ by, users }: Extract<Operation, { do: "create" }>): Promise<void> {
    const location = { locationId: this.locationId, companyId: "acme" };
    const creation = { location, creatorId: by, request: { participantIds: users } };
    if (users.every((it) => it === by)) {
      await expect(createChat(this.ports, creation)).rejects.toMatchObject({ code: "invalid_request" });
      return;
    }
    const { chat } = await createChat(this.ports, creation);
    this.chats.push({ id: chat.id, model: this.#touched(new ModelChat(by, users)) });
  }

  #touched(model: ModelChat): ModelChat {
    this.#steps += 1;
    model.touched = this.#steps;
    return model;
  }

  async #perform(
    op: Exclude<Operation, { do: "create" }>,
    chat: { locationId: string; chatId: string },
  ): Promise<unknown> {
    const { ports } = this;
    const by = { chat, userId: op.by };
    switch (op.do) {
      case "add":
        return addParticipants(ports, {
          location: here,
          ...by,
          request: { userIds: op.users, historyAccess: op.history },
        });
      case "send":
        return sendMessage(ports, {
          location: here,
          ...by,
          request: { clientMessageId: systemEntropy.ulid(), body: op.body },
        });
      case "subject":
        return changeSubject(ports, { location: here, ...by, subject: op.subject });
      case "read":
        return markRead(ports, { location: here, ...by, seq: op.seq });
    }
  }

  #follow(op: Exclude<Operation, { do: "create" }>, model: ModelChat): void {
    if (op.do === "read") {
      model.read(op.by, op.seq);
      return;
    }
    if (op.do === "add" && !model.add(op.by, op.users, op.history)) return;
    if (op.do === "subject" && !model.changeSubject(op.by, op.subject)) return;
    if (op.do === "send") model.send(op.by, op.body);
    this.#touched(model);
  }

  /** The ids of the model's chats that satisfy a test, newest activity first. */
  #expected(test: (model: ModelChat) => boolean): string[] {
    return this.chats
      .filter(({ model }) => test(model))
      .sort((one, other) => other.model.touched - one.model.touched)
      .map(({ id }) => id);
  }

  async compare(userId: string): Promise<void> {
    const list = async (query: string, status: "all" | "unread" = "all") =>
      (await listChats(this.ports, { userId, locationId: this.locationId }, { query, status, limit: 100 }))
        .chats;
    const mine = await list("");
    expect(mine.map(({ id }) => id)).toEqual(this.#expected((model) => model.members.has(userId)));
    const unread = this.#expected((model) => (model.viewOf(userId)?.unreadCount ?? 0) > 0);
    expect((await list("", "unread")).map(({ id }) => id)).toEqual(unread);
    for (const word of WORDS) {
      const found = (await list(word)).map(({ id }) => id);
      expect(found, `${userId} searches ${word}`).toEqual(
        this.#expected((model) => model.isFoundBy(userId, word)),
      );
    }
    for (const { id, model } of this.chats) {
      const view = model.viewOf(userId);
      if (view === undefined) continue;
      const chat = { locationId: this.locationId, chatId: id };
      const { entries, firstVisibleSeq, lastSeq } = await listMessages(
        this.ports,
        { chat, userId },
        { limit: 100 },
      );
      const { seqs, ...shown } = view;
      expect(mine.find((it) => it.id === id)).toMatchObject(shown);
      expect(entries.map(({ seq }) => seq)).toEqual(seqs);
      expect([firstVisibleSeq, lastSeq]).toEqual([view.firstVisibleSeq, view.lastSeq]);
    }
  }
}

it(`lists, messages, search, previews and counts follow the rules for every user, in ${RUNS} random histories`, async () => {
  let run = 0;
  await fc.assert(
    fc.asyncProperty(fc.array(operation, { minLength: 5, maxLength: 30 }), async (operations) => {
      run += 1;
      const twin = new Twin(`loc${run}`);
      const { directory } = table;
      await directory.putLocation(location(twin.locationId));
      const updatedAt = new Date(NOON + run * 1000).toISOString();
      for (const userId of USERS) {
        await directory.putProfile(
          profile(userId, { name: userId, locationIds: [twin.locationId], updatedAt }),
        );
      }
      for (const op of operations) await twin.run(op);
      for (const userId of USERS) await twin.compare(userId);
    }),
    { numRuns: RUNS },
  );
}, 120_000);
