import type { ChatRef } from "../log/chat-header.ts";
import type { LogReader } from "../log/ports.ts";
import type { Attachment, AttachmentRef, UploadLink } from "./attachment.ts";

export interface AttachmentStore {
  /** Stores a declared file. It expires after a day unless a message uses it. */
  add(attachment: Attachment): Promise<void>;
  /** Attachments of a chat, in no order, without unknown and expired ones; consistent. */
  many(chat: ChatRef, attachmentIds: readonly string[]): Promise<Attachment[]>;
  /** An attachment that an entry at or after the reader's history cutoff uses; consistent. */
  visible(reader: LogReader, attachmentId: string): Promise<Attachment | undefined>;
}

/** A file in the place where clients upload to. */
export interface UploadedFile {
  /** Bytes. */
  readonly size: number;
  readonly contentType: string;
  /** Changes with the file's content. */
  readonly etag: string;
}

/** The files of attachments. Each method may throw ChatError `unavailable`. */
export interface AttachmentFiles {
  /** The file that the client uploaded; undefined if there is none. */
  uploaded(attachment: AttachmentRef): Promise<UploadedFile | undefined>;
  /** Copies an upload to where no client can write; false if it has changed since it was `seen`. */
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

/** Links for clients to call S3 directly. S3 refuses requests that deviate from their link. */
export interface AttachmentLinks {
  /** A link for exactly the declared length and type. It works once: only while nothing is uploaded. */
  upload(attachment: Attachment, lifetime: LinkLifetime): Promise<Expiring<UploadLink>>;
  /** @param disposition the `Content-Disposition` of the download */
  download(attachment: AttachmentRef, disposition: string, lifetime: LinkLifetime): Promise<Expiring<string>>;
}

/** `withheld`: the file is infected, or could not be scanned. */
export type ScanResult = "pending" | "clean" | "withheld";

export interface MalwareScan {
  /** The result for the copied file. May throw ChatError `unavailable`. */
  resultOf(attachment: AttachmentRef): Promise<ScanResult>;
}
