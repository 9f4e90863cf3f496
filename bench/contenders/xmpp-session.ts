import { once } from "node:events";
import WebSocket from "ws";

const domain = "localhost";
const framing = "urn:ietf:params:xml:ns:xmpp-framing";

/** For the server to say the next thing, in milliseconds. */
const PATIENCE_MS = 20_000;

export interface Stanza {
  readonly id: string;
  /** The nickname in the room; empty where it is none of a room. */
  readonly nick: string;
}

/** One XMPP session over WebSocket (RFC 7395), with as much of the protocol as a chat room takes. */
export class XmppSession {
  readonly #socket: WebSocket;
  readonly #waiting = new Set<(frame: string) => void>();

  private constructor(socket: WebSocket, onMessage: (stanza: Stanza) => void) {
    this.#socket = socket;
    socket.on("message", (data) => {
      const frame = data.toString();
      for (const look of this.#waiting) look(frame);
      if (!frame.startsWith("<message") || !frame.includes("<body>")) return;
      onMessage({ id: attribute(frame, "id"), nick: attribute(frame, "from").split("/")[1] ?? "" });
    });
  }

  /** Logs in, which anybody may, and enters a room; the first one to enter makes it. */
  static async enter(
    url: string,
    { room, nick }: { readonly room: string; readonly nick: string },
    onMessage: (stanza: Stanza) => void,
  ): Promise<XmppSession> {
    const socket = new WebSocket(url, "xmpp");
    const session = new XmppSession(socket, onMessage);
    await once(socket, "open");
    socket.on("error", () => undefined); // what breaks later is seen by what does not come
    await session.#login(`${room}-${nick}`);
    const to = `${room}@rooms.${domain}/${nick}`;
    const presence = `<presence xmlns="jabber:client" to="${to}"><x xmlns="http://jabber.org/protocol/muc"><history maxstanzas="0"/></x></presence>`;
    await session.#say(presence, (frame) => frame.startsWith("<message") && frame.includes("<subject"));
    return session;
  }

  /** A line to the room. It comes back to its sender as to everybody else. */
  send(room: string, id: string, body: string): void {
    this.#socket.send(
      `<message xmlns="jabber:client" type="groupchat" id="${id}" to="${room}@rooms.${domain}"><body>${body}</body></message>`,
    );
  }

  vanish(): void {
    this.#socket.terminate();
  }

  async #login(user: string): Promise<void> {
    const open = `<open xmlns="${framing}" to="${domain}" version="1.0"/>`;
    const secret = Buffer.from(`\0${user}\0secret`).toString("base64");
    const auth = `<auth xmlns="urn:ietf:params:xml:ns:xmpp-sasl" mechanism="PLAIN">${secret}</auth>`;
    const bind = `<iq xmlns="jabber:client" type="set" id="bind"><bind xmlns="urn:ietf:params:xml:ns:xmpp-bind"/></iq>`;
    await this.#say(open, (frame) => frame.includes("features"));
    await this.#say(auth, (frame) => frame.startsWith("<success"));
    await this.#say(open, (frame) => frame.includes("features"));
    await this.#say(bind, (frame) => frame.includes("<jid>"));
  }

  /** Resolves with the frame that answers. @throws Error where none comes, or a failure */
  async #say(frame: string, isAnswer: (frame: string) => boolean): Promise<void> {
    await new Promise<void>((resolve, reject) => {
      const done = (failure?: string) => {
        clearTimeout(timer);
        this.#waiting.delete(look);
        if (failure === undefined) resolve();
        else reject(new Error(failure));
      };
      const look = (answer: string) => {
        if (isAnswer(answer)) done();
        else if (/^<failure|type='error'/.test(answer)) done(`ejabberd answers ${answer.slice(0, 200)}`);
      };
      const timer = setTimeout(() => done(`ejabberd says nothing to ${frame.slice(0, 60)}`), PATIENCE_MS);
      this.#waiting.add(look);
      this.#socket.send(frame);
    });
  }
}

/** Of the stanza's own tag, the first in the frame. */
function attribute(frame: string, name: string): string {
  const tag = frame.slice(0, frame.indexOf(">"));
  return tag.match(new RegExp(` ${name}=['"]([^'"]*)['"]`))?.[1] ?? "";
}
