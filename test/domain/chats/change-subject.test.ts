import { beforeEach, describe, expect, it } from "vitest";
import { changeSubject } from "../../../functions/domain/chats/change-subject.ts";
import type { ChatRef } from "../../../functions/domain/log/chat-header.ts";
import { subjectPorts } from "../../support/chat-ports.ts";
import { here } from "../../support/profiles.ts";
import { storeChat } from "../../support/stored-chat.ts";

let ports: ReturnType<typeof subjectPorts>;
let chat: ChatRef;

beforeEach(async () => {
  ports = subjectPorts();
  chat = await storeChat(ports, { subject: "Deal" });
});

const change = (subject: string | null, userId = "ben") =>
  changeSubject(ports, { location: here, chat, userId, subject });

describe("changeSubject", () => {
  it("lets any participant set and clear the subject, with an entry each time", async () => {
    expect(await change("New")).toMatchObject({ subject: "New", lastSeq: 2 });
    expect(await change(null)).toMatchObject({ subject: null, lastSeq: 3 });
    expect(ports.chats.log(chat.chatId).at(-2)?.entry).toMatchObject({
      kind: "subject_changed",
      subject: "New",
      userId: "ben",
    });
  });

  it("answers not_found to a non-participant", async () => {
    await expect(change("Mine", "cara")).rejects.toMatchObject({ code: "not_found" });
  });

  it("writes nothing for an unchanged subject", async () => {
    expect(await change("Deal")).toMatchObject({ lastSeq: 1 });
    expect(ports.chats.log(chat.chatId)).toHaveLength(1);
  });
});
