import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { openAttachmentsBucket } from "../../functions/runtime/attachments-bucket.ts";

beforeEach(() => {
  vi.stubEnv("AWS_REGION", "eu-central-1");
  vi.stubEnv("AWS_ACCESS_KEY_ID", "AKIATEST");
  vi.stubEnv("AWS_SECRET_ACCESS_KEY", "secret");
  vi.stubEnv("AWS_SESSION_TOKEN", "session/+=");
});

afterEach(() => {
  vi.unstubAllEnvs();
});

const signed = async (endpoint?: string) => {
  const config = { ATTACHMENTS_BUCKET: "files", AWS_ENDPOINT_URL_S3: endpoint };
  const request = { method: "GET", key: "attachments/l/c/a" } as const;
  return new URL(await openAttachmentsBucket(config).presign(request, { now: 0, seconds: 300 }));
};

it("addresses the bucket by its own host in the function's region, with the function's credentials", async () => {
  const { origin, pathname, searchParams } = await signed();
  expect(origin + pathname).toBe("https://files.s3.eu-central-1.amazonaws.com/attachments/l/c/a");
  expect(searchParams.get("X-Amz-Credential")).toBe("AKIATEST/19700101/eu-central-1/s3/aws4_request");
  expect(searchParams.get("X-Amz-Security-Token")).toBe("session/+=");
  expect(searchParams.get("X-Amz-Content-Sha256")).toBe("UNSIGNED-PAYLOAD");
});

it("addresses it by its path where another S3 stands in", async () => {
  const { origin, pathname } = await signed("http://127.0.0.1:4566");
  expect(origin + pathname).toBe("http://127.0.0.1:4566/files/attachments/l/c/a");
});
