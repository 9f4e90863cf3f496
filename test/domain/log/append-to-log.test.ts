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
import { FakeClock, FakeEntropy, memoryPorts, NOON, RecordingMetrics } from "../../support/memory-ports.ts";

const chat = { locationId: "loc", chatId: "c1" };

/** Appends a subject change on top of a header. */
function subjectChange({ header }: { header: ChatHeader }) {
  const entry = { ...nextInLog(header, "ana", NOON), kind: "subject_changed" as const, subject: "s" };
  const next = advance(header, entry);
  return { append: { chat, afterSeq: header.lastSeq, header: next.header, entries: [next.logEntry] } };
}

/** A store that answers from a list, and remembers what it was asked. */
function scripted(outcomes: AppendOutcome[], headerNow: ChatHeader | undefined = undefined) {
  const asked: Append[] = [];
  const chats = {
    append: async (append: Append): Promise<AppendOutcome> => {
      asked.push(append);
      return outcomes.shift() ?? { kind: "contended" };
    },
    header: async () => headerNow,
  };
  const metrics = new RecordingMetrics();
  return { ports: { chats, clock: new FakeClock(), entropy: new FakeEntropy(), metrics }, asked };
}

const at = (lastSeq: number): ChatHeader => ({
  ...emptyHeader(chat),
  lastSeq,
  dateUpdated: "2026-01-01T00:00:00.000Z",
});

type Ports = Omit<AppendPorts, "chats"> & { readonly chats: Pick<ChatStore, "append" | "header"> };

const changing = (ports: Ports, header: ChatHeader) =>
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
  it("builds again from the header that came back with the refusal", async () => {
    const { ports, asked } = scripted([{ kind: "stale", header: at(7) }, { kind: "appended" }]);
    const done = await changing(ports, at(3));
    expect(asked.map(({ afterSeq }) => afterSeq)).toEqual([3, 7]);
    expect(done.outcome.append.header.lastSeq).toBe(8);
    expect(done.state.header.lastSeq).toBe(7);
  });

  it("reads the header again after a conflict, which brings nothing back", async () => {
    const { ports, asked } = scripted([{ kind: "contended" }, { kind: "appended" }], at(5));
    await changing(ports, at(3));
    expect(asked.map(({ afterSeq }) => afterSeq)).toEqual([3, 5]);
    expect(ports.metrics.counts.get("AppendConflicts")).toBe(1);
  });

  it("gives up as unavailable after 10 seconds, with bounded waits in between", async () => {
    const { ports, asked } = scripted([]);
    await expect(changing(ports, at(3))).rejects.toMatchObject({ code: "unavailable" });
    expect(ports.clock.now() - NOON).toBeGreaterThanOrEqual(10_000);
    expect(ports.clock.now() - NOON).toBeLessThan(10_500);
    expect(asked.length).toBeLessThan(300);
  });

  it("answers what an attempt decided without writing, and the state that it saw", async () => {
    const { ports, asked } = scripted([]);
    const unchanged = { kind: "unchanged" } as const;
    const work = { start: { header: at(3) }, attempt: async () => unchanged, reload: headerAlone };
    expect(await appendToLog(ports, work)).toEqual({ state: { header: at(3) }, outcome: unchanged });
    expect(asked).toEqual([]);
  });

  it("keeps the log dense and its dates in order, whatever the interleaving and the clocks", async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.scheduler(),
        fc.array(fc.integer({ min: -300_000, max: 300_000 }), { minLength: 1, maxLength: 12 }),
        async (scheduler, skews) => {
          const ports = memoryPorts();
          await ports.chats.append({
            ...subjectChange({ header: emptyHeader(chat) }).append,
            roster: emptyRoster,
          });
          const start = await ports.chats.header(chat);
          if (start === undefined) throw new Error("no chat");
          const chats = {
            append: scheduler.scheduleFunction(ports.chats.append.bind(ports.chats)),
            header: scheduler.scheduleFunction(ports.chats.header.bind(ports.chats)),
          };
          const appends = skews.map((skew, index) =>
            appendToLog(
              { ...ports, chats },
              {
                start: { header: start },
                reload: headerAlone,
                attempt: ({ header }: { readonly header: ChatHeader }) => {
                  const entry = {
                    ...nextInLog(header, `u${index}`, NOON + skew),
                    kind: "subject_changed" as const,
                    subject: null,
                  };
                  const next = advance(header, entry);
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
          const log = ports.chats.log(chat.chatId).map(({ entry }) => entry);
          expect(log.map(({ seq }) => seq)).toEqual(log.map((_, index) => index + 1));
          expect(new Set(log.map(({ userId }) => userId)).size).toBe(
            new Set(["ana", ...skews.map((_, i) => `u${i}`)]).size,
          );
          const dates = log.map(({ dateAdded }) => dateAdded);
          expect(dates).toEqual([...dates].sort());
        },
      ),
    );
  });
});

const emptyRoster = {
  ...chat,
  createdBy: "ana",
  dateAdded: "",
  records: [],
  createdThroughSeq: 1,
  joins: [],
};
