import * as z from "zod";
import { appendToLog, headerAlone } from "./append.ts";
import { advance, type Chat, type ChatHeader, type ChatRef, nextInLog } from "./chat.ts";
import { chatView } from "./chat-view.ts";
import { type DeliveryPorts, deliverEntry } from "./deliver.ts";
import { Subject } from "./founding.ts";
import { openChat } from "./open-chat.ts";
import type { ChatStore, Entropy, MembershipStore } from "./ports.ts";
import { participants } from "./roster.ts";

/** Body of `PATCH …/{chatId}`; null clears the subject. */
export const ChangeSubjectRequest = z.strictObject({ subject: Subject.nullable() });
export type ChangeSubjectRequest = z.infer<typeof ChangeSubjectRequest>;

export interface SubjectPorts extends DeliveryPorts {
  readonly chats: Pick<ChatStore, "head" | "header" | "append">;
  readonly memberships: Pick<MembershipStore, "find">;
  readonly entropy: Entropy;
}

interface Change {
  readonly chat: ChatRef;
  readonly userId: string;
  readonly subject: string | null;
}

/** Sets or clears the subject; one that is there already writes nothing. @throws ChatError `not_found`, `unavailable` */
export async function changeSubject(ports: SubjectPorts, { chat, userId, subject }: Change): Promise<Chat> {
  const opened = await openChat(ports, chat, userId);
  let { header } = opened;
  const build = (state: { header: ChatHeader }) => {
    header = state.header;
    if (header.subject === subject) return undefined;
    const base = nextInLog(header, userId, ports.clock.now());
    const next = advance(header, { ...base, kind: "subject_changed", subject });
    return { append: { chat, afterSeq: header.lastSeq, header: next.header, entries: [next.logEntry] } };
  };
  const done = await appendToLog(ports, { start: { header }, build, reload: headerAlone });
  if (done !== undefined) {
    const { entries } = done.built.append;
    header = done.built.append.header;
    const audience = participants(opened.roster);
    for (const { entry } of entries) await deliverEntry(ports, { chat, audience, entry });
  }
  const membership = await ports.memberships.find(chat, userId);
  return chatView({ header, roster: opened.roster }, opened.participant, membership);
}
