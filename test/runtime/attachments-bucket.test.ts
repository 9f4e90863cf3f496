import { once } from "node:events";
import { createServer } from "node:http";
import { GetObjectCommand } from "@aws-sdk/client-s3";
import { getSignedUrl } from "@aws-sdk/s3-request-presigner";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { GuarddutyScan } from "../../functions/gateways/guardduty-scan.ts";
import { openAttachmentFiles } from "../../functions/runtime/attachment-files.ts";
import { openAttachmentsBucket } from "../../functions/runtime/attachments-bucket.ts";

const attachment = {
  locationId: "loc",
  chatId: "c1",
  attachmentId: "a1",
  uploadedBy: "ana",
  filename: "a.txt",
  contentType: "text/plain",
  size: 5,
  dateAdded: "",
};

beforeEach(() => {
  vi.stubEnv("AWS_REGION", "eu-central-1");
  vi.stubEnv("AWS_ACCESS_KEY_ID", "AKIATEST");
  vi.stubEnv("AWS_SECRET_ACCESS_KEY", "secret");
  vi.stubEnv("AWS_SESSION_TOKEN", "session/+=");
});

afterEach(() => {
  vi.unstubAllEnvs();
});

/** The configuration of a function whose environment names that endpoint. */
function configAt(endpoint?: string) {
  vi.stubEnv("AWS_ENDPOINT_URL_S3", endpoint);
  return { ATTACHMENTS_BUCKET: "files", AWS_ENDPOINT_URL_S3: endpoint };
}

describe("the bucket of attachments", () => {
  const signed = async (config = configAt()) => {
    const { client, name } = openAttachmentsBucket(config);
    const command = new GetObjectCommand({ Bucket: name, Key: "attachments/l/c/a" });
    return new URL(await getSignedUrl(client, command, { signingDate: new Date(0), expiresIn: 300 }));
  };

  it("has its own host in the function's region; links are signed with the function's credentials", async () => {
    const { origin, pathname, searchParams } = await signed();
    expect(origin + pathname).toBe("https://files.s3.eu-central-1.amazonaws.com/attachments/l/c/a");
    expect(searchParams.get("X-Amz-Credential")).toBe("AKIATEST/19700101/eu-central-1/s3/aws4_request");
    expect(searchParams.get("X-Amz-Security-Token")).toBe("session/+=");
    expect(searchParams.get("X-Amz-Content-Sha256")).toBe("UNSIGNED-PAYLOAD");
  });

  it.each(["AWS_ENDPOINT_URL_S3", "AWS_ENDPOINT_URL"])("is addressed by its path at %s", async (name) => {
    const url = "http://localhost:4566";
    const config = configAt();
    vi.stubEnv(name, url);
    const { origin, pathname } = await signed({ ...config, [name]: url });
    expect(origin + pathname).toBe(`${url}/files/attachments/l/c/a`);
  });
});

/** An S3 that answers from a list, the last answer again and again. Status 0 breaks the connection. */
async function scripted(...answers: (readonly [status: number, body?: string])[]) {
  let requests = 0;
  const server = createServer((_request, response) => {
    const [status, body] = answers[Math.min(requests, answers.length - 1)] ?? [500];
    requests += 1;
    if (status === 0) response.destroy();
    else response.writeHead(status).end(body);
  }).listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  const port = typeof address === "object" ? address?.port : undefined;
  const close = () => {
    server.closeAllConnections();
    server.close();
  };
  return { config: configAt(`http://127.0.0.1:${port}`), requests: () => requests, close };
}

describe("an S3 in trouble", () => {
  const seen = { size: 5, contentType: "text/plain", etag: '"e"' };
  const internalError = "<Error><Code>InternalError</Code></Error>";

  it.each([
    ["answers 503 once", [503]],
    ["breaks the connection once", [0]],
    ["answers 200 and then fails once", [200, internalError]],
  ] as const)("that %s gets a second request", async (_what, first) => {
    const done = [200, "<CopyObjectResult/>"] as const;
    const { config, requests, close } = await scripted(first, done);
    expect(await openAttachmentFiles(config).keep(attachment, seen)).toBe(true);
    expect(requests()).toBe(2);
    close();
  });

  it.each([
    ["always answers 503", [503], 2],
    ["breaks every connection", [0], 2],
    ["answers 200 and then fails every time", [200, internalError], 2],
    ["refuses the request", [400], 1],
  ] as const)("that %s is unavailable", async (_what, answer, times) => {
    const { config, requests, close } = await scripted(answer);
    await expect(openAttachmentFiles(config).keep(attachment, seen)).rejects.toMatchObject({
      code: "unavailable",
    });
    expect(requests()).toBe(times);
    close();
  });

  it.each([
    [503, 2],
    [400, 1],
  ])("that answers %i to HEAD is unavailable", async (status, times) => {
    const { config, requests, close } = await scripted([status]);
    await expect(openAttachmentFiles(config).uploaded(attachment)).rejects.toMatchObject({
      code: "unavailable",
    });
    expect(requests()).toBe(times);
    close();
  });

  it("makes a scan unavailable, and not clean, if its tags cannot be read", async () => {
    const { config, close } = await scripted([403]);
    await expect(new GuarddutyScan(openAttachmentsBucket(config)).resultOf(attachment)).rejects.toMatchObject(
      { code: "unavailable" },
    );
    close();
  });
});
