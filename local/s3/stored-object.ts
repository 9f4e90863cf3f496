import * as z from "zod";

/** A version of an object, as stored on disk. Its body is a separate file. */
export const StoredObject = z.object({
  /** `"null"` in a bucket without versioning. */
  versionId: z.string(),
  /** The name of the body's file. Undefined for a delete marker. */
  file: z.string().optional(),
  /** In bytes. */
  size: z.number(),
  /** In quotes. */
  etag: z.string(),
  lastModified: z.iso.datetime(),
  /** Headers that are returned with the body: type, disposition, cache control, user metadata. */
  headers: z.record(z.string(), z.string()),
  tags: z.record(z.string(), z.string()),
});
export type StoredObject = z.infer<typeof StoredObject>;

/** All versions of a key, oldest first. */
export const StoredKey = z.object({ key: z.string(), versions: z.array(StoredObject) });
export type StoredKey = z.infer<typeof StoredKey>;
