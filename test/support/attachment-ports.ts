import type { CreateAttachmentPorts } from "../../functions/domain/attachments/create-attachment.ts";
import type { GetAttachmentPorts } from "../../functions/domain/attachments/get-attachment.ts";
import type { AttachmentLinks, ScanResult } from "../../functions/domain/attachments/ports.ts";
import { FakeClock } from "./fake-clock.ts";
import { FakeEntropy } from "./fake-entropy.ts";
import { FakeLimiter } from "./fake-limiter.ts";
import { MemoryAttachmentStore } from "./memory-attachments.ts";
import { MemoryChatStore } from "./memory-chat-store.ts";
import { RecordingLog } from "./recording-log.ts";

/** Links that name the attachment and what was asked for. */
const links: AttachmentLinks = {
  upload: async ({ attachmentId }, { now, seconds }) => ({
    link: { method: "PUT", url: `https://put/${attachmentId}`, headers: {} },
    expiresAt: now + seconds * 1000,
  }),
  download: async ({ attachmentId }, disposition, { now, seconds }) => ({
    link: `https://get/${attachmentId}?${disposition}`,
    expiresAt: now + seconds * 1000,
  }),
};

export function createAttachmentPorts() {
  return {
    chats: new MemoryChatStore(),
    attachments: new MemoryAttachmentStore(),
    links: { upload: links.upload },
    clock: new FakeClock(),
    entropy: new FakeEntropy(),
    limiter: new FakeLimiter(),
  } satisfies CreateAttachmentPorts;
}

/** The scan has found each file clean. */
export function getAttachmentPorts() {
  return {
    chats: new MemoryChatStore(),
    attachments: new MemoryAttachmentStore(),
    links: { download: links.download },
    scan: { resultOf: async (): Promise<ScanResult> => "clean" },
    clock: new FakeClock(),
    log: new RecordingLog(),
  } satisfies GetAttachmentPorts;
}
