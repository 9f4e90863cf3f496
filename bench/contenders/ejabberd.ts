import { findEjabberd, startEjabberd } from "../servers/ejabberd.ts";
import { Acknowledgements } from "./acknowledgements.ts";
import { type Contender, each, type OnDelivery, type Room, type Started } from "./contender.ts";
import { XmppSession } from "./xmpp-session.ts";

const CONNECTING = 8;

export const ejabberd: Contender = {
  name: "ejabberd",
  label: "ejabberd, MUC with archive",
  durability:
    "archived in Mnesia on one disk, written to it later, not synced; the echo of the room counts as the acknowledgement",
  missing: () =>
    findEjabberd() === undefined
      ? "not installed; `apt-get install ejabberd` (Debian, Ubuntu) brings it, and `service ejabberd stop` ends the service that comes with it"
      : undefined,
  start,
};

async function start(): Promise<Started> {
  const server = await startEjabberd(findEjabberd() ?? "");
  let rooms = 0;
  let posts = 0;
  return {
    openRoom: async (size) => {
      rooms += 1;
      const room = new MultiUserChat(server.url, { name: `room${rooms}`, size, onPost: () => (posts += 1) });
      await room.connect(CONNECTING);
      return room;
    },
    usage: async () => ({ functions: {}, posts, publishes: 0 }),
    memory: async () => ({ resident: server.resident() }),
    stop: () => server.stop(),
  };
}

interface ChatSettings {
  readonly name: string;
  readonly size: number;
  readonly onPost: () => void;
}

class MultiUserChat implements Room {
  readonly size: number;
  readonly #url: string;
  readonly #settings: ChatSettings;
  readonly #sessions: (XmppSession | undefined)[];
  readonly #acknowledgements = new Acknowledgements();
  #entered = 0;
  #onDelivery: OnDelivery = () => undefined;

  constructor(url: string, settings: ChatSettings) {
    this.#url = url;
    this.#settings = settings;
    this.size = settings.size;
    this.#sessions = Array.from({ length: settings.size });
  }

  async send(sender: number, id: string, body: string): Promise<void> {
    const acknowledged = this.#acknowledgements.of(id);
    this.#sessions[sender]?.send(this.#settings.name, id, body);
    await acknowledged;
  }

  listen(onDelivery: OnDelivery): void {
    this.#onDelivery = onDelivery;
  }

  drop(): void {
    for (const session of this.#sessions) session?.vanish();
    this.#sessions.fill(undefined);
  }

  /** The first member makes the room, so nobody else may be faster. */
  async connect(atOnce: number): Promise<void> {
    const members = [...this.#sessions.keys()].filter((member) => this.#sessions[member] === undefined);
    const [first, ...others] = members;
    if (first !== undefined) await this.#enter(first);
    await each(others, atOnce, (member) => this.#enter(member));
  }

  async #enter(member: number): Promise<void> {
    this.#entered += 1;
    const nick = `m${member}-${this.#entered}`; // a new one each time: the room may not know yet that the old one is gone
    this.#sessions[member] = await XmppSession.enter(
      this.#url,
      { room: this.#settings.name, nick },
      (stanza) => {
        this.#settings.onPost();
        if (stanza.nick === nick) this.#acknowledgements.came(stanza.id);
        else this.#onDelivery(member, stanza.id, undefined);
      },
    );
  }
}
