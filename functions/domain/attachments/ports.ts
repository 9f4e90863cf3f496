import type { ChatRef } from "../log/chat-header.ts";
import type { LogReader } from "../log/ports.ts";
import type { Attachment, AttachmentRef, UploadLink } from "./attachment.ts";

export interface AttachmentStore {
  /** Remembers a file that will be uploaded. It is forgotten after a day, unless a message uses it. */
  add(attachment: Attachment): Promise<void>;
  /** Attachments of a chat, in no order, unknown and forgotten ones left out; consistent. */
  many(chat: ChatRef, attachmentIds: readonly string[]): Promise<Attachment[]>;
  /** One that an entry uses from the reader's `historyFromSeq` on; consistent. */
  visible(reader: LogReader, attachmentId: string): Promise<Attachment | undefined>;
}

/** A file as its uploader left it. */
export interface UploadedFile {
  /** Bytes. */
  readonly size: number;
  readonly contentType: string;
  /** Tells one state of the file from another. */
  readonly etag: string;
}

/** The files of attachments. Each method may throw ChatError `unavailable`. */
export interface AttachmentFiles {
  /** What lies where the client uploads to; undefined where nothing does. */
  uploaded(attachment: AttachmentRef): Promise<UploadedFile | undefined>;
  /** Copies an upload to where no client can write; false where it is no longer as it was seen. */
  keep(attachment: Attachment, seen: UploadedFile): Promise<boolean>;
}

export interface LinkLifetime {
  /** Epoch milliseconds. */
  readonly now: number;
  readonly seconds: number;
}

export interface Expiring<Link> {
  readonly link: Link;
  /** Epoch milliseconds. */
  readonly expiresAt: number;
}

/** Links by which clients reach S3 themselves: S3 refuses whatever they do not say. */
export interface AttachmentLinks {
  /** For exactly the bytes and the type declared, where nothing was uploaded yet. */
  upload(attachment: Attachment, lifetime: LinkLifetime): Promise<Expiring<UploadLink>>;
  /** @param disposition the `Content-Disposition` that the file comes with */
  download(attachment: AttachmentRef, disposition: string, lifetime: LinkLifetime): Promise<Expiring<string>>;
}

/** `withheld` is infected, or could not be scanned. */
export type ScanResult = "pending" | "clean" | "withheld";

export interface MalwareScan {
  /** Of the file that is kept. May throw ChatError `unavailable`. */
  resultOf(attachment: AttachmentRef): Promise<ScanResult>;
}
