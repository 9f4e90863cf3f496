import { randomBytes } from "node:crypto";
import { createReadStream } from "node:fs";
import type { IncomingMessage, Server, ServerResponse } from "node:http";
import { finished, pipeline } from "node:stream/promises";
import { createLoopbackServer } from "../loopback-server.ts";
import { type Bucket, bucketOf } from "./bucket.ts";
import type { FileSlice, S3Answer } from "./call.ts";
import { authenticate, type CallerInput } from "./caller.ts";
import { corsHeaders, preflight } from "./cors.ts";
import { S3Error } from "./errors.ts";
import { operationOf } from "./operations.ts";
import { readS3Request, type S3Request } from "./s3-request.ts";
import { xmlDocument } from "./xml.ts";

export interface S3ServerInput extends CallerInput {
  readonly buckets: ReadonlyMap<string, Bucket>;
  readonly log: (line: string) => void;
}

/** Error codes of a connection that the client closed. */
const closedByClient = ["ECONNRESET", "ERR_STREAM_PREMATURE_CLOSE"];

/** S3's REST API over plain HTTP, with path-style URLs. */
export function createS3Server(input: S3ServerInput): Server {
  const server = createLoopbackServer({
    request: (message, response) => {
      serve(message, response, input).catch(() => response.destroy()); // the client went away
    },
  });
  server.keepAliveTimeout = 60_000;
  return server;
}

async function serve(
  message: IncomingMessage,
  response: ServerResponse,
  input: S3ServerInput,
): Promise<void> {
  const requestId = randomBytes(8).toString("hex").toUpperCase();
  const answer = await answerTo(message, input, requestId);
  if (message.destroyed && !message.complete) return;
  // Reads the rest of the body. Otherwise the client sees a broken connection instead of the refusal.
  message.resume();
  if (!message.complete) await finished(message);
  response.writeHead(answer.status, {
    "x-amz-request-id": requestId,
    Server: "AmazonS3",
    ...answer.headers,
    ...(typeof answer.body === "string" && { "Content-Length": Buffer.byteLength(answer.body) }),
  });
  await send(response, message.method === "HEAD" ? undefined : answer.body);
}

async function send(response: ServerResponse, body: string | FileSlice | undefined): Promise<void> {
  if (body === undefined || typeof body === "string") {
    response.end(body);
  } else if (body.end < body.start) {
    response.end(); // an empty object
  } else {
    const { path, start, end } = body;
    await pipeline(createReadStream(path, { start, end }), response);
  }
}

async function answerTo(
  message: IncomingMessage,
  input: S3ServerInput,
  requestId: string,
): Promise<S3Answer> {
  let cors = {};
  try {
    const request = readS3Request(message);
    const bucket = input.buckets.get(request.bucket);
    const rules = bucket?.settings.corsRules ?? [];
    if (request.method === "OPTIONS") return preflight(request, rules);
    cors = corsHeaders(request, rules);
    const answer = await operate(request, input);
    return { ...answer, headers: { ...answer.headers, ...cors } };
  } catch (error) {
    const refusal = describe(error, input);
    const { code: Code, message: Message, details } = refusal;
    const body = xmlDocument("Error", { Code, Message, ...details, RequestId: requestId }, false);
    return { status: refusal.status, headers: { "Content-Type": "application/xml", ...cors }, body };
  }
}

async function operate(request: S3Request, input: S3ServerInput): Promise<S3Answer> {
  const caller = authenticate(request, input);
  if (request.bucket === "") throw new S3Error("NotImplemented", "The local S3 does not list buckets.");
  const { buckets } = input;
  const call = { request, caller, buckets, bucket: bucketOf(buckets, request.bucket) };
  return operationOf(request)(call);
}

function describe(error: unknown, { log }: S3ServerInput): S3Error {
  if (error instanceof S3Error) return error;
  const code = error instanceof Error && "code" in error ? String(error.code) : "";
  if (!closedByClient.includes(code)) log(`s3: ${error instanceof Error ? error.stack : error}`);
  return new S3Error("InternalError");
}
