import type { Directory, Prefetch, PrefetchRequest } from "../../functions/domain/directory/ports.ts";
import type { ChatStore, MembershipStore } from "../../functions/domain/log/ports.ts";

interface Methods<Port> {
  /** The item that each of these methods reads. */
  readonly reads: Partial<Record<keyof Port, string>>;
  readonly writes: readonly (keyof Port)[];
}

interface Ports {
  readonly directory: Directory;
  readonly chats: ChatStore;
  readonly memberships: MembershipStore;
}

/** Records the items that a request prefetches, and the items that it reads one by one before its first write. */
export class RecordingReads {
  readonly prefetches: PrefetchRequest[] = [];
  /** In order, with repetitions. */
  readonly items: string[] = [];
  #hasWritten = false;

  readonly #prefetch: Prefetch = {
    begin: (request) => {
      this.prefetches.push(request);
    },
  };

  /** The same ports; their calls are recorded. */
  of<All extends Ports>(ports: All) {
    const { directory, chats, memberships } = ports;
    return {
      ...ports,
      prefetch: this.#prefetch,
      directory: this.#wrap(directory, { reads: { profile: "profile", location: "location" }, writes: [] }),
      chats: this.#wrap(chats, {
        reads: { head: "head", header: "header" },
        writes: ["append", "appendMessage", "create"],
      }),
      memberships: this.#wrap(memberships, {
        reads: { find: "membership" },
        writes: ["addMissing", "advanceRead", "recordSend", "changeSettings"],
      }),
    };
  }

  #wrap<Port extends object>(port: Port, { reads, writes }: Methods<Port>): Port {
    const itemOf = new Map<PropertyKey, unknown>(Object.entries(reads));
    const writing = new Set<PropertyKey>(writes);
    return new Proxy(port, {
      get: (target, name) => {
        const member: unknown = Reflect.get(target, name);
        if (typeof member !== "function") return member;
        return (...args: unknown[]) => {
          if (writing.has(name)) this.#hasWritten = true;
          const item = itemOf.get(name);
          if (item !== undefined && !this.#hasWritten) this.items.push(String(item));
          return Reflect.apply(member, target, args);
        };
      },
    });
  }
}
