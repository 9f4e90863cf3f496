import fc from "fast-check";
import { expect } from "vitest";
import type { Entry } from "../../functions/domain/log/entry.ts";
import { FakeClock } from "./fake-clock.ts";
import { FakeServer, type Fault } from "./fake-server.ts";
import { clientOf } from "./fake-world.ts";

const chatIds = ["one", "two"];
const chatId = fc.constantFrom(...chatIds);

export const step = fc.oneof(
  { weight: 4, arbitrary: fc.record({ do: fc.constant("ben sends" as const), chatId }) },
  { weight: 4, arbitrary: fc.record({ do: fc.constant("ana sends" as const), chatId }) },
  { weight: 3, arbitrary: fc.record({ do: fc.constant("time" as const), ms: fc.nat(2000) }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant("time" as const), ms: fc.nat(120_000) }) },
  {
    weight: 1,
    arbitrary: fc.record({ do: fc.constantFrom("cut" as const, "down" as const, "up" as const) }),
  },
  { weight: 1, arbitrary: fc.record({ do: fc.constant("focus" as const) }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant("new chat" as const) }) },
);
type Step = typeof step extends fc.Arbitrary<infer One> ? One : never;

export const fault = fc.constantFrom<Fault>(
  ...Array.from({ length: 8 }, () => "none" as const),
  ...(["lost", "duplicated", "late", "cut", "failed", "unanswered", "binary"] as const),
);

/** A client and a server whose network has the given faults, in turn. */
export class RandomWorld {
  readonly clock = new FakeClock();
  readonly server = new FakeServer(this.clock);
  readonly entries: Entry[] = [];
  readonly sent: Promise<Entry>[] = [];
  /** Texts that ana sent, by chat. */
  readonly #bodies = new Map<string, string[]>();
  #count = 0;
  readonly client = clientOf(this.server);

  constructor(faults: readonly Fault[]) {
    for (const id of chatIds) {
      this.server.addChat(id);
      this.client.follow(id, 0);
    }
    let next = 0;
    this.server.nextFault = () => faults[next++ % faults.length] ?? "none";
    this.client.on("entry", ({ entry }) => this.entries.push(entry));
    this.client.connect();
  }

  async take(one: Step): Promise<void> {
    this.#count += 1;
    if (one.do === "ben sends") this.server.append("ben", one.chatId, `ben ${this.#count}`);
    else if (one.do === "ana sends") this.#send(one.chatId);
    else if (one.do === "time") await this.clock.advance(one.ms);
    else if (one.do === "focus") this.client.focus();
    else if (one.do === "new chat") this.server.addChat(`new${this.#count}`);
    else if (one.do === "cut") this.server.cut();
    else {
      this.server.isDown = one.do === "down";
      this.server.cut();
    }
  }

  #send(chat: string): void {
    const body = `ana ${this.#count}`;
    this.#bodies.set(chat, [...(this.#bodies.get(chat) ?? []), body]);
    this.sent.push(this.client.send(chat, { body }));
  }

  /** Ends all faults, and advances the clock long enough for every retry. */
  async recover(): Promise<void> {
    this.server.nextFault = () => "none";
    this.server.isDown = false;
    await this.clock.advance(20 * 60_000);
  }

  expectExactLogs(): void {
    for (const [id, log] of this.server.logs) {
      const emitted = this.entries.filter((entry) => entry.chatId === id);
      // Entries that a chat had at the first listing are history; all later entries are emitted.
      const from = log.entries.length - emitted.length;
      expect(emitted).toEqual(log.entries.slice(from));
      if (chatIds.includes(id)) expect(from).toBe(0);
      expect(this.client.position(id)).toBe(log.lastSeq);
      const mine = log.entries.flatMap((it) =>
        it.kind === "message" && it.userId === "ana" ? [it.body] : [],
      );
      expect(mine).toEqual(this.#bodies.get(id) ?? []);
    }
  }
}
