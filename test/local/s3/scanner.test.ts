import { PutObjectCommand } from "@aws-sdk/client-s3";
import { afterEach, describe, expect, it } from "vitest";
import { Scanner } from "../../../local/s3/scanner.ts";
import { startTestS3, type TestS3 } from "./test-s3.ts";

/** In parts, so that virus scanners do not report this file. */
const eicar = ["X5O!P%@AP[4\\PZX54(P^)7CC)7}", "$EICAR-STANDARD-ANTIVIRUS-", "TEST-FILE!$H+H*"].join("");
const tag = "GuardDutyMalwareScanStatus";

let s3: TestS3 | undefined;
afterEach(() => s3?.stop());

async function scanned(scanner: Scanner, Key: string, Body: string): Promise<string | undefined> {
  s3 = await startTestS3({ scanner });
  await s3.client.send(new PutObjectCommand({ Bucket: "files", Key, Body, Tagging: "own=1" }));
  const tags = s3.bucket.find(Key)?.tags;
  expect(tags?.own).toBe("1");
  return tags?.[tag];
}

describe("the scanner", () => {
  it("finds no threats by default, except in the test virus", async () => {
    expect(await scanned(new Scanner([{ prefixes: [""] }]), "a", "x")).toBe("NO_THREATS_FOUND");
    s3?.stop();
    expect(await scanned(new Scanner([{ prefixes: [""] }]), "a", `${eicar}\n`)).toBe("THREATS_FOUND");
  });

  it("reports the verdict that was set, and leaves pending objects untagged", async () => {
    const scanner = new Scanner([{ prefixes: [""] }]);
    scanner.verdict = "infected";
    expect(await scanned(scanner, "a", "x")).toBe("THREATS_FOUND");
    s3?.stop();
    scanner.verdict = "pending";
    expect(await scanned(scanner, "b", eicar)).toBeUndefined();
    if (s3) scanner.report(s3.bucket, "b", "UNSUPPORTED");
    expect(s3?.bucket.find("b")?.tags).toEqual({ own: "1", [tag]: "UNSUPPORTED" });
  });

  it.each([
    [
      "an object in a plan's bucket and prefix",
      { bucketName: "files", prefixes: ["in/"] },
      "NO_THREATS_FOUND",
    ],
    ["an object outside a plan's bucket", { bucketName: "others", prefixes: ["in/"] }, undefined],
    ["an object outside a plan's prefix", { bucketName: "files", prefixes: ["out/"] }, undefined],
  ])("scans by the bucket and prefix of a plan: %s", async (_, scope, expected) => {
    expect(await scanned(new Scanner([scope]), "in/a", "x")).toBe(expected);
  });
});
