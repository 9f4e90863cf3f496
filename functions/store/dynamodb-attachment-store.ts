import { Attachment } from "../domain/attachments/attachment.ts";
import type { AttachmentStore } from "../domain/attachments/ports.ts";
import type { ChatRef } from "../domain/log/chat-header.ts";
import type { LogReader } from "../domain/log/ports.ts";
import type { Clock } from "../domain/ports.ts";
import { epochSeconds, isExpired } from "./chat-items.ts";
import type { Database } from "./database.ts";
import { IS_NEW } from "./expressions.ts";
import type { Item } from "./item.ts";
import { chatOf, keys, sortId } from "./keys.ts";
import { table } from "./table.ts";

/** An attachment without a message expires after this time. The bucket keeps its upload at least as long (`lib/attachments.ts`). */
const UNUSED_SECONDS = 24 * 60 * 60;

/** Attachments of chats, from their declaration on. `appendMessage` writes which message uses one. */
export class DynamodbAttachmentStore implements AttachmentStore {
  readonly #database: Database;
  readonly #clock: Pick<Clock, "now">;

  constructor(database: Database, clock: Pick<Clock, "now">) {
    this.#database = database;
    this.#clock = clock;
  }

  async add(attachment: Attachment): Promise<void> {
    const { locationId: _location, chatId: _chat, attachmentId, ...rest } = attachment;
    const timeToLive = { [table.timeToLive]: epochSeconds(this.#clock.now()) + UNUSED_SECONDS };
    const item = { ...keys.attachment(attachment, attachmentId), ...rest, ...timeToLive };
    await this.#database.put({ item, condition: IS_NEW });
  }

  async many(chat: ChatRef, attachmentIds: readonly string[]): Promise<Attachment[]> {
    const wanted = attachmentIds.map((id) => keys.attachment(chat, id));
    const items = await this.#database.getMany(wanted, { consistent: true });
    return items.filter((item) => !isExpired(item, this.#clock.now())).map(attachmentFrom);
  }

  /** The one place where an attachment is read for its file; enforces the reader's history cutoff. */
  async visible({ chat, participant }: LogReader, attachmentId: string): Promise<Attachment | undefined> {
    const item = await this.#database.get(keys.attachment(chat, attachmentId));
    const attachment = item && attachmentFrom(item);
    return attachment?.usedSeq !== undefined && attachment.usedSeq >= participant.historyFromSeq
      ? attachment
      : undefined;
  }
}

function attachmentFrom(item: Item): Attachment {
  return Attachment.parse({ ...item, ...chatOf(item), attachmentId: sortId(item) });
}
