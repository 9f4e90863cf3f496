import { createHash, randomUUID } from "node:crypto";
import { mkdirSync, readdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import { readJsonFile, replaceJsonFile } from "../json-file.ts";
import { privateDir } from "../private-files.ts";
import type { BucketSettings } from "./bucket-settings.ts";
import { S3Error } from "./errors.ts";
import { StoredKey, type StoredObject } from "./stored-object.ts";
import type { Upload } from "./upload.ts";

export interface NewObject {
  readonly key: string;
  readonly upload: Upload;
  readonly headers?: Readonly<Record<string, string>>;
  readonly tags?: Readonly<Record<string, string>>;
  /** Called with the current object at the moment of the change. Throws to refuse the change. */
  readonly check?: (current: StoredObject | undefined) => void;
}

/**
 * A bucket in a folder. Files of bodies never change; one index file per key lists its versions and is replaced
 * by a rename, so that a crash leaves a key in either its old or its new state.
 */
export class Bucket {
  readonly settings: BucketSettings;
  readonly bodies: string;
  readonly #index: string;
  readonly #keys = new Map<string, StoredKey>();
  readonly #onCreated: (bucket: Bucket, key: string, object: StoredObject) => void;

  constructor(
    dir: string,
    settings: BucketSettings,
    onCreated: (bucket: Bucket, key: string, object: StoredObject) => void,
  ) {
    this.settings = settings;
    this.bodies = join(dir, settings.name, "bodies");
    this.#index = join(dir, settings.name, "keys");
    this.#onCreated = onCreated;
    for (const folder of [this.bodies, this.#index]) mkdirSync(folder, { recursive: true, mode: privateDir });
    this.#load();
  }

  /** A version, by default the current one. Undefined if it is missing or a delete marker. */
  find(key: string, versionId?: string): StoredObject | undefined {
    const versions = this.#keys.get(key)?.versions ?? [];
    const found =
      versionId === undefined ? versions.at(-1) : versions.find((version) => version.versionId === versionId);
    return found?.file === undefined ? undefined : found;
  }

  pathOf({ file = "" }: StoredObject): string {
    return join(this.bodies, file);
  }

  /** Makes an upload an object. Synchronous, so that nothing can happen between the check and the change. */
  put({ key, upload, headers = {}, tags = {}, check }: NewObject): StoredObject {
    check?.(this.find(key));
    const object = {
      versionId: this.#newVersionId(),
      file: upload.file,
      size: upload.size,
      etag: `"${upload.md5.toString("hex")}"`,
      lastModified: new Date().toISOString(),
      headers: { ...headers },
      tags: { ...tags },
    };
    this.#append(key, object);
    this.#onCreated(this, key, object);
    return this.find(key, object.versionId) ?? object;
  }

  /** Removes a version. Without a version id, a versioned bucket gets a delete marker, which is returned. */
  remove(key: string, versionId?: string): StoredObject | undefined {
    const versions = this.#keys.get(key)?.versions ?? [];
    if (versionId !== undefined || !this.settings.versioned) {
      const kept = versions.filter((version) => version.versionId !== (versionId ?? "null"));
      this.#write({ key, versions: kept });
      return undefined;
    }
    const marker = {
      versionId: this.#newVersionId(),
      size: 0,
      etag: "",
      lastModified: new Date().toISOString(),
      headers: {},
      tags: {},
    };
    this.#append(key, marker);
    return marker;
  }

  setTags(key: string, { versionId }: StoredObject, tags: Readonly<Record<string, string>>): void {
    const versions = (this.#keys.get(key)?.versions ?? []).map((version) =>
      version.versionId === versionId ? { ...version, tags: { ...tags } } : version,
    );
    this.#write({ key, versions });
  }

  /** The keys that have a current version, in order. */
  keys(): string[] {
    return [...this.#keys.keys()].filter((key) => this.find(key)).sort();
  }

  #append(key: string, object: StoredObject): void {
    const earlier = this.settings.versioned ? (this.#keys.get(key)?.versions ?? []) : [];
    this.#write({ key, versions: [...earlier, object] });
  }

  #newVersionId(): string {
    return this.settings.versioned ? randomUUID().replaceAll("-", "") : "null";
  }

  #write(stored: StoredKey): void {
    const before = this.#keys.get(stored.key)?.versions ?? [];
    const file = this.#fileOf(stored.key);
    if (stored.versions.length === 0) {
      rmSync(file, { force: true });
      this.#keys.delete(stored.key);
    } else {
      replaceJsonFile(file, stored);
      this.#keys.set(stored.key, stored);
    }
    const kept = new Set(stored.versions.map((version) => version.file));
    for (const { file: body } of before)
      if (body && !kept.has(body)) rmSync(join(this.bodies, body), { force: true });
  }

  #fileOf(key: string): string {
    return join(this.#index, `${createHash("sha256").update(key).digest("hex")}.json`);
  }

  /** Reads the index and removes bodies that no key refers to: they belong to unfinished uploads. */
  #load(): void {
    for (const name of readdirSync(this.#index)) {
      if (!name.endsWith(".json")) continue;
      const stored = readJsonFile(join(this.#index, name), StoredKey);
      this.#keys.set(stored.key, stored);
    }
    const known = new Set(
      [...this.#keys.values()].flatMap(({ versions }) => versions.map(({ file }) => file)),
    );
    for (const name of readdirSync(this.bodies))
      if (!known.has(name)) rmSync(join(this.bodies, name), { force: true });
  }
}

/** @throws S3Error NoSuchBucket */
export function bucketOf(buckets: ReadonlyMap<string, Bucket>, name: string): Bucket {
  const bucket = buckets.get(name);
  if (!bucket) throw new S3Error("NoSuchBucket", undefined, { BucketName: name });
  return bucket;
}
