import * as z from "zod";
import type { PushLocation, PushPorts } from "../connections/push-event.ts";
import { appendToLog, headerAlone } from "../log/append-to-log.ts";
import { advance, type ChatHeader, type ChatRef, nextInLog } from "../log/chat-header.ts";
import { openChat } from "../log/open-chat.ts";
import type { ChatStore, MembershipStore } from "../log/ports.ts";
import { participants } from "../log/roster.ts";
import { pushEntry } from "../messages/push-entry.ts";
import type { Entropy } from "../ports.ts";
import type { RateLimiter } from "../rate-limits.ts";
import { type Chat, chatView } from "./chat-view.ts";
import { SUBJECT_RULES, Subject } from "./new-chat.ts";

/** Body of `PATCH …/{chatId}`. */
export const ChangeSubjectRequest = z
  .strictObject({ subject: Subject.nullable().describe(`Null clears it. ${SUBJECT_RULES}`) })
  .describe("A new subject.");
export type ChangeSubjectRequest = z.infer<typeof ChangeSubjectRequest>;

export interface SubjectPorts extends PushPorts {
  readonly chats: Pick<ChatStore, "head" | "header" | "append">;
  readonly memberships: Pick<MembershipStore, "find">;
  readonly entropy: Entropy;
  readonly limiter: RateLimiter;
}

interface Change {
  readonly location: PushLocation;
  readonly chat: ChatRef;
  readonly userId: string;
  readonly subject: string | null;
}

/** Sets or clears the subject; an unchanged one writes nothing. @throws ChatError `not_found`, `rate_limited`, `unavailable` */
export async function changeSubject(
  ports: SubjectPorts,
  { location, chat, userId, subject }: Change,
): Promise<Chat> {
  const opened = await openChat(ports, chat, userId);
  if (opened.header.subject !== subject) await ports.limiter.spend("changeSubject", { ...location, userId });
  const { state, outcome } = await appendToLog(ports, {
    start: opened,
    attempt: async ({ header }: { readonly header: ChatHeader }) => {
      if (header.subject === subject) return { kind: "unchanged" } as const;
      const base = nextInLog(header, userId, ports.clock.now());
      const next = advance(header, { ...base, kind: "subject_changed", subject });
      const append = { chat, afterSeq: header.lastSeq, header: next.header, entries: [next.logEntry] };
      const appended = await ports.chats.append(append);
      return appended.kind === "appended" ? { ...appended, ...next } : appended;
    },
    reload: headerAlone,
  });
  if (outcome.kind === "appended") {
    const audience = participants(opened.roster);
    await pushEntry(ports, { location, audience, entry: outcome.logEntry.entry });
  }
  const { header } = outcome.kind === "appended" ? outcome : state;
  const membership = await ports.memberships.find(chat, userId);
  return chatView({ header, roster: opened.roster }, opened.participant, membership);
}
