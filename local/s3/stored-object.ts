import * as z from "zod";

/** A version of an object as kept on disk; its body is a file of its own. */
export const StoredObject = z.object({
  /** `null` in a bucket without versions. */
  versionId: z.string(),
  /** Name of the body's file; undefined for a delete marker. */
  file: z.string().optional(),
  /** Bytes. */
  size: z.number(),
  /** With its quotes. */
  etag: z.string(),
  lastModified: z.iso.datetime(),
  /** Headers that come back with the body: type, disposition, cache control, user metadata. */
  headers: z.record(z.string(), z.string()),
  tags: z.record(z.string(), z.string()),
});
export type StoredObject = z.infer<typeof StoredObject>;

/** All versions of a key, oldest first. */
export const StoredKey = z.object({ key: z.string(), versions: z.array(StoredObject) });
export type StoredKey = z.infer<typeof StoredKey>;
