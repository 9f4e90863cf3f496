import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Append, AppendOutcome } from "../../../functions/domain/log/append.ts";
import { type AppendPorts, appendToLog, headerAlone } from "../../../functions/domain/log/append-to-log.ts";
import {
  advance,
  type ChatHeader,
  emptyHeader,
  nextInLog,
} from "../../../functions/domain/log/chat-header.ts";
import type { ChatStore } from "../../../functions/domain/log/ports.ts";
import { FakeClock, NOON } from "../../support/fake-clock.ts";
import { FakeEntropy } from "../../support/fake-entropy.ts";
import { MemoryChatStore } from "../../support/memory-chat-store.ts";
import { RecordingMetrics } from "../../support/recording-metrics.ts";

const chat = { locationId: "loc", chatId: "c1" };

/** The append of a subject change on top of a header. */
function subjectChange({ header }: { header: ChatHeader }) {
  const entry = { ...nextInLog(header, "ana", NOON), kind: "subject_changed" as const, subject: "s" };
  const next = advance(header, entry);
  return { append: { chat, afterSeq: header.lastSeq, header: next.header, entries: [next.logEntry] } };
}

/** A store with these outcomes in turn. It keeps the appends that it gets. */
function portsWith(outcomes: AppendOutcome[], headerNow: ChatHeader | undefined = undefined) {
  const appends: Append[] = [];
  const chats = {
    append: async (append: Append): Promise<AppendOutcome> => {
      appends.push(append);
      return outcomes.shift() ?? { kind: "contended" };
    },
    header: async () => headerNow,
  };
  const metrics = new RecordingMetrics();
  return { ports: { chats, clock: new FakeClock(), entropy: new FakeEntropy(), metrics }, appends };
}

const headerAt = (lastSeq: number): ChatHeader => ({
  ...emptyHeader(chat),
  lastSeq,
  dateUpdated: "2026-01-01T00:00:00.000Z",
});

type Ports = Omit<AppendPorts, "chats"> & { readonly chats: Pick<ChatStore, "append" | "header"> };

/** Changes the subject, beginning from a header. */
const changeSubject = (ports: Ports, header: ChatHeader) =>
  appendToLog(ports, {
    start: { header },
    attempt: async (state: { header: ChatHeader }) => {
      const { append } = subjectChange(state);
      const outcome = await ports.chats.append(append);
      return outcome.kind === "appended" ? { ...outcome, append } : outcome;
    },
    reload: headerAlone,
  });

describe("appendToLog", () => {
  it("builds again on the header that the refusal brought", async () => {
    const { ports, appends } = portsWith([{ kind: "stale", header: headerAt(7) }, { kind: "appended" }]);
    const done = await changeSubject(ports, headerAt(3));
    expect(appends.map(({ afterSeq }) => afterSeq)).toEqual([3, 7]);
    expect(done.outcome.append.header.lastSeq).toBe(8);
    expect(done.state.header.lastSeq).toBe(7);
  });

  it("reads the header after a conflict, which brings none", async () => {
    const { ports, appends } = portsWith([{ kind: "contended" }, { kind: "appended" }], headerAt(5));
    await changeSubject(ports, headerAt(3));
    expect(appends.map(({ afterSeq }) => afterSeq)).toEqual([3, 5]);
    expect(ports.metrics.counts.get("AppendConflicts")).toBe(1);
  });

  it("gives up as unavailable after 10 seconds of bounded pauses", async () => {
    const { ports, appends } = portsWith([]);
    await expect(changeSubject(ports, headerAt(3))).rejects.toMatchObject({ code: "unavailable" });
    expect(ports.clock.now() - NOON).toBeGreaterThanOrEqual(10_000);
    expect(ports.clock.now() - NOON).toBeLessThan(10_500);
    expect(appends.length).toBeLessThan(300);
  });

  it("returns the outcome of an attempt that writes nothing, and the state that it saw", async () => {
    const { ports, appends } = portsWith([]);
    const unchanged = { kind: "unchanged" } as const;
    const work = { start: { header: headerAt(3) }, attempt: async () => unchanged, reload: headerAlone };
    expect(await appendToLog(ports, work)).toEqual({ state: { header: headerAt(3) }, outcome: unchanged });
    expect(appends).toEqual([]);
  });

  it("keeps the log dense and its dates in order, for any interleaving and any clock skew", async () => {
    const skews = fc.array(fc.integer({ min: -300_000, max: 300_000 }), { minLength: 1, maxLength: 12 });
    await fc.assert(
      fc.asyncProperty(fc.scheduler(), skews, async (scheduler, all) => {
        const log = await logAfterConcurrentAppends(scheduler, all);
        expect(log.map(({ seq }) => seq)).toEqual(log.map((_, index) => index + 1));
        const userIds = new Set(log.map(({ userId }) => userId));
        expect(userIds.size).toBe(new Set(["ana", ...all.map((_, index) => `u${index}`)]).size);
        const dates = log.map(({ dateAdded }) => dateAdded);
        expect(dates).toEqual([...dates].sort());
      }),
    );
  });
});

/** Appends an entry of another user per skew, each by a clock that is off by it (milliseconds). */
async function logAfterConcurrentAppends(scheduler: fc.Scheduler, skews: readonly number[]) {
  const store = new MemoryChatStore();
  const { append } = subjectChange({ header: emptyHeader(chat) });
  await store.append({ ...append, roster: emptyRoster });
  const start = await store.header(chat);
  if (start === undefined) throw new Error("no chat");
  const chats = {
    append: scheduler.scheduleFunction(store.append.bind(store)),
    header: scheduler.scheduleFunction(store.header.bind(store)),
  };
  const { ports } = portsWith([]);
  const appends = skews.map((skew, index) =>
    appendToLog(
      { ...ports, chats },
      {
        start: { header: start },
        reload: headerAlone,
        attempt: ({ header }: { readonly header: ChatHeader }) => {
          const base = nextInLog(header, `u${index}`, NOON + skew);
          const next = advance(header, { ...base, kind: "subject_changed", subject: null });
          return chats.append({
            chat,
            afterSeq: header.lastSeq,
            header: next.header,
            entries: [next.logEntry],
          });
        },
      },
    ),
  );
  await scheduler.waitFor(Promise.all(appends));
  return store.log(chat.chatId).map(({ entry }) => entry);
}

const emptyRoster = {
  ...chat,
  createdBy: "ana",
  dateAdded: "",
  records: [],
  createdThroughSeq: 1,
  joins: [],
};
