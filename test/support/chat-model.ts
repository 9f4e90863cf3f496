/** The rules of chats in their simplest form: a list of entries, and each member's history cutoff. */

interface ModelEntry {
  readonly seq: number;
  readonly kind: "chat_created" | "message" | "subject_changed" | "participants_added";
  readonly userId: string;
  readonly body?: string;
}

interface Member {
  /** The history cutoff: the first entry that the member sees. */
  readonly from: number;
  readonly joined: number;
  readSeq: number;
}

export class ModelChat {
  readonly log: ModelEntry[] = [];
  readonly members = new Map<string, Member>();
  subject: string | null = null;
  /** The step of the whole model that appended the last entry. */
  touched = 0;

  constructor(creator: string, others: readonly string[]) {
    this.#append({ kind: "chat_created", userId: creator });
    for (const userId of new Set([creator, ...others]))
      this.members.set(userId, { from: 1, joined: 1, readSeq: 1 });
  }

  #append(entry: Omit<ModelEntry, "seq">): number {
    this.log.push({ ...entry, seq: this.log.length + 1 });
    return this.log.length;
  }

  send(userId: string, body: string): void {
    const seq = this.#append({ kind: "message", userId, body });
    const member = this.members.get(userId);
    if (member) member.readSeq = seq;
  }

  changeSubject(userId: string, subject: string | null): boolean {
    if (subject === this.subject) return false;
    this.subject = subject;
    this.#append({ kind: "subject_changed", userId });
    return true;
  }

  add(userId: string, userIds: readonly string[], history: "full" | "none"): boolean {
    const added = [...new Set(userIds)].filter((it) => !this.members.has(it));
    if (added.length === 0) return false;
    const seq = this.#append({ kind: "participants_added", userId });
    const from = history === "full" ? (this.members.get(userId)?.from ?? seq) : seq;
    for (const it of added) this.members.set(it, { from, joined: seq, readSeq: seq });
    return true;
  }

  read(userId: string, seq: number): void {
    const member = this.members.get(userId);
    if (member) member.readSeq = Math.max(member.readSeq, seq);
  }

  /** The chat as a user sees it; undefined for a non-participant. */
  viewOf(userId: string) {
    const member = this.members.get(userId);
    if (member === undefined) return undefined;
    const visible = this.log.filter(({ seq }) => seq >= member.from);
    const last = visible.findLast(({ kind }) => kind === "message");
    return {
      subject: this.subject,
      participantIds: [...this.members.keys()],
      lastSeq: this.log.length,
      firstVisibleSeq: member.from,
      readSeq: member.readSeq,
      unreadCount: this.log.filter(({ kind, seq }) => kind === "message" && seq > member.readSeq).length,
      lastMessageBody: last?.body ?? null,
      lastMessageUserId: last?.userId ?? null,
      seqs: visible.map(({ seq }) => seq),
    };
  }

  /**
   * Whether a user's search for a word finds the chat: in the subject, the last message, or the others' ids, which
   * are also their names.
   */
  isFoundBy(userId: string, word: string): boolean {
    const view = this.viewOf(userId);
    if (view === undefined) return false;
    const others = view.participantIds.filter((it) => it !== userId);
    return [view.subject ?? "", view.lastMessageBody ?? "", ...others].some((field) => field.includes(word));
  }
}
