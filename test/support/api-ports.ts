import type { CreateAttachmentPorts } from "../../functions/domain/attachments/create-attachment.ts";
import type { GetAttachmentPorts } from "../../functions/domain/attachments/get-attachment.ts";
import type { AttachmentLinks, MalwareScan } from "../../functions/domain/attachments/ports.ts";
import type { AddPorts } from "../../functions/domain/chats/add-participants.ts";
import type { SettingsPorts } from "../../functions/domain/chats/change-settings.ts";
import type { SubjectPorts } from "../../functions/domain/chats/change-subject.ts";
import type { CreatePorts } from "../../functions/domain/chats/create-chat.ts";
import type { ListPorts } from "../../functions/domain/chats/list-chats.ts";
import { labsSwitch, type PutLabsPorts } from "../../functions/domain/directory/labs.ts";
import type { ListUsersPorts } from "../../functions/domain/directory/list-users.ts";
import type { TokenVerifier } from "../../functions/domain/directory/ports.ts";
import type { ListConversationsPorts } from "../../functions/domain/inbox/list-conversations.ts";
import type { InboxPorts } from "../../functions/domain/inbox/read-inbox.ts";
import type { ReadPorts } from "../../functions/domain/messages/mark-read.ts";
import type { SendPorts } from "../../functions/domain/messages/send-message.ts";
import { TypingThrottle } from "../../functions/domain/messages/typing-throttle.ts";
import type { PreferenceStore, TimeZones } from "../../functions/domain/notifications/ports.ts";
import type { GatePorts } from "../../functions/rest/gates.ts";
import type { FramePorts } from "../../functions/websocket/answer-frame.ts";
import type { ConnectPorts } from "../../functions/websocket/connect.ts";
import { FakeClock, NOON } from "./fake-clock.ts";
import { FakeEntropy } from "./fake-entropy.ts";
import { FakeLimiter } from "./fake-limiter.ts";
import { MemoryChatStore } from "./memory-chat-store.ts";
import { MemoryConversationStore } from "./memory-conversation-store.ts";
import { directoryOf } from "./memory-directory.ts";
import { MemoryLabs } from "./memory-labs.ts";
import { MemoryMemberships } from "./memory-memberships.ts";
import { sendPorts } from "./message-ports.ts";
import { notImplemented } from "./not-implemented.ts";
import { plainCursors } from "./plain-cursors.ts";
import { RecordingLog } from "./recording-log.ts";

/** The ports of the gates, after general availability. */
function gatePorts() {
  const clock = new FakeClock();
  const labs = new MemoryLabs();
  const feature = labsSwitch({ clock, labs }, NOON);
  const limiter = new FakeLimiter();
  return {
    directory: directoryOf(),
    clock,
    labs,
    feature,
    limiter,
    log: new RecordingLog(),
  } satisfies GatePorts & Pick<PutLabsPorts, "labs"> & Pick<ListPorts, "limiter">;
}

type ChatsApiPorts = GatePorts &
  CreatePorts &
  SendPorts &
  ReadPorts &
  SubjectPorts &
  SettingsPorts &
  ListPorts &
  AddPorts;

/** The ports of the REST API's chats. */
export function chatsApiPorts() {
  return { ...sendPorts(), ...gatePorts(), cursors: plainCursors } satisfies ChatsApiPorts;
}

/** The ports of the REST API's attachments. Links and scan are not implemented. */
export function attachmentsApiPorts() {
  const chats = new MemoryChatStore();
  const links: AttachmentLinks = { upload: notImplemented, download: notImplemented };
  const scan: MalwareScan = { resultOf: notImplemented };
  return {
    ...gatePorts(),
    chats,
    attachments: chats.attachments,
    links,
    scan,
    entropy: new FakeEntropy(),
  } satisfies GatePorts & CreateAttachmentPorts & GetAttachmentPorts;
}

/** The ports of the REST API's inbox. */
export function inboxApiPorts() {
  return {
    ...gatePorts(),
    chats: new MemoryChatStore(),
    memberships: new MemoryMemberships(),
    conversations: new MemoryConversationStore(),
    cursors: plainCursors,
  } satisfies GatePorts & InboxPorts & ListConversationsPorts & ListUsersPorts & PutLabsPorts;
}

/** The ports of the REST API's `/me`. Preferences and time zones are not implemented. */
export function meApiPorts() {
  const preferences: PreferenceStore = { find: notImplemented, put: notImplemented };
  const timeZones: TimeZones = { has: notImplemented };
  return { ...gatePorts(), preferences, timeZones } satisfies GatePorts & {
    readonly preferences: PreferenceStore;
    readonly timeZones: TimeZones;
  };
}

/** The ports of the WebSocket API. The verifier is not implemented. */
export function websocketPorts() {
  const verifier: TokenVerifier = { verify: notImplemented };
  const typing = new TypingThrottle(new FakeClock());
  return { ...sendPorts(), ...gatePorts(), typing, verifier } satisfies FramePorts & ConnectPorts;
}
