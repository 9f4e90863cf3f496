import { beforeEach, expect, it } from "vitest";
import { changeSettings } from "../../../functions/domain/chats/change-settings.ts";
import { getChat } from "../../../functions/domain/chats/get-chat.ts";
import type { ChatRef } from "../../../functions/domain/log/chat-header.ts";
import { settingsPorts } from "../../support/chat-ports.ts";
import { storeChat } from "../../support/stored-chat.ts";

let ports: ReturnType<typeof settingsPorts>;
let chat: ChatRef;

beforeEach(async () => {
  ports = settingsPorts();
  chat = await storeChat(ports);
});

const change = (settings: { starred?: boolean; muted?: boolean }) =>
  changeSettings(ports, { chat, userId: "ben", settings });

it("changeSettings changes the settings it is given, of one user only", async () => {
  expect(await change({ starred: true })).toEqual({ starred: true, muted: false });
  expect(await change({ muted: true })).toEqual({ starred: true, muted: true });
  expect(await change({})).toEqual({ starred: true, muted: true });
  expect(await getChat(ports, chat, "ben")).toMatchObject({ starred: true, muted: true, readSeq: 1 });
  expect(await getChat(ports, chat, "ana")).toMatchObject({ starred: false, muted: false });
});
