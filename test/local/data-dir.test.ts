import {
  chmodSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { checkDataDir } from "../../local/data-dir.ts";
import { withdrawAccess } from "../../local/private-files.ts";
import { apiAs, startChat } from "../support/api-client.ts";
import { startTestCloud } from "../support/local-cloud.ts";

let root = "";
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), "data-dir-"));
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

/** Permission bits by path below a folder, such as `d700`. The folder itself is `.`. */
function modes(dir: string): Record<string, string> {
  const paths = [".", ...readdirSync(dir, { recursive: true, encoding: "utf8" })];
  const listed = paths.flatMap((path) => {
    const stats = lstatSync(join(dir, path), { throwIfNoEntry: false }); // a running cloud removes files
    return stats ? [[path, `${stats.isDirectory() ? "d" : ""}${(stats.mode & 0o7777).toString(8)}`]] : [];
  });
  return Object.fromEntries(listed);
}

/** Paths that other users may use in some way. */
function open(dir: string): string[] {
  return Object.entries(modes(dir)).flatMap(([path, mode]) =>
    /^(d700|600)$/.test(mode) ? [] : [`${path} ${mode}`],
  );
}

/** Creates a file with this mode, whatever the umask. */
function write(path: string, mode: number): void {
  writeFileSync(path, "{}");
  chmodSync(path, mode);
}

function makeDir(path: string, mode: number): string {
  mkdirSync(path, { recursive: true });
  chmodSync(path, mode);
  return path;
}

function withdrawn(dir: string): string[] {
  const lines: string[] = [];
  withdrawAccess(dir, (line) => lines.push(line));
  return lines;
}

describe("a data directory", () => {
  it("is its user's alone, with all its content", async () => {
    const dataDir = join(root, "new", "data");
    const cloud = await startTestCloud({ dataDir });
    const ana = await apiAs(cloud, "ana");
    await startChat(ana, ["ben"]);
    await ana.post("/me/devices", { platform: "fcm", token: "a-token" });
    const [bucket = ""] = readdirSync(join(dataDir, "s3"));
    await cloud.s3.write(bucket, "one/object", "text");
    const [running, openWhileRunning] = [Object.keys(modes(dataDir)), open(dataDir)];
    await cloud.stop();
    expect(cloud.complaints).toEqual([]);
    expect(running).toEqual(
      expect.arrayContaining([
        "dynamodb.sqlite",
        "lambda.log",
        "local-cloud.pid",
        "push-endpoints.json",
        "secrets.json",
      ]),
    );
    expect(openWhileRunning).toEqual([]);
    expect(open(root)).toEqual([]);
  });

  it("that an earlier version left open to others is closed", () => {
    const dir = makeDir(join(root, "data"), 0o755);
    for (const name of ["dynamodb.sqlite", "dynamodb.sqlite-wal", "checkpoints.json", "lambda.log"])
      write(join(dir, name), 0o644);
    makeDir(join(dir, "s3/bucket/bodies"), 0o755);
    write(join(dir, "s3/bucket/bodies/1"), 0o664);
    expect(withdrawn(dir)).toEqual([]);
    expect(open(dir)).toEqual([]);
  });

  it("that exists and is empty is closed", () => {
    const dir = makeDir(join(root, "data"), 0o777);
    expect(checkDataDir(dir)).toBe(dir);
    expect(withdrawn(dir)).toEqual([]);
    expect(modes(dir)).toEqual({ ".": "d700" });
  });

  it.each([
    ["holds other files", 0o755, "notes.txt"],
    ["is shared", 0o1777, "token-key.json"],
  ])(
    "that %s keeps its mode, with a warning, and only the local cloud's files are closed",
    (_, mode, name) => {
      const dir = makeDir(join(root, "data"), mode);
      write(join(dir, name), 0o644);
      write(join(dir, "secrets.json"), 0o644);
      symlinkSync(join(root, "elsewhere"), join(dir, "lambda.log"));
      write(join(root, "elsewhere"), 0o644);
      expect(withdrawn(dir)).toEqual([expect.stringMatching(/^warning: other users can read .* chmod 700/)]);
      expect(modes(dir)).toMatchObject({
        ".": `d${mode.toString(8)}`,
        "secrets.json": "600",
        [name]: name === "notes.txt" ? "644" : "600",
      });
      expect(modes(root).elsewhere).toBe("644");
    },
  );
});
