import { objectOf, parseJson } from "../json.ts";
import { ConnectionPool } from "./connection-pool.ts";

/** A response of the engine, in DynamoDB's JSON. */
export interface EngineAnswer {
  readonly status: number;
  readonly output: Record<string, unknown>;
}

/** Calls an engine in DynamoDB's wire protocol. `target` is `{API version}.{operation}`. */
export type EngineCall = (
  target: string,
  input: Record<string, unknown>,
  authorization?: string,
) => Promise<EngineAnswer>;

/** The engine requires a signature but does not verify it. */
const placeholderAuthorization =
  "AWS4-HMAC-SHA256 Credential=LOCALCLOUD/20250101/us-east-1/dynamodb/aws4_request, SignedHeaders=host, Signature=0";

/** Keeps connections open, because a TCP handshake costs as much as a call. */
export function connectEngine(endpoint: string): { call: EngineCall; close: () => void } {
  const connections = new ConnectionPool(endpoint);
  const call: EngineCall = async (target, input, authorization = placeholderAuthorization) => {
    const headers = [
      "Content-Type: application/x-amz-json-1.0",
      `X-Amz-Target: ${target}`,
      `X-Amz-Date: ${new Date().toISOString().replace(/[-:]|\.\d+/g, "")}`,
      `Authorization: ${authorization}`,
    ];
    const { status, body } = await connections.post(headers, JSON.stringify(input));
    return { status, output: objectOf(parseJson(body)) };
  };
  return { call, close: () => connections.close() };
}

const versions = { DynamoDB: "DynamoDB_20120810", Streams: "DynamoDBStreams_20120810" } as const;

/** Calls an operation. @throws EngineError unless the engine answers 200 */
export async function callOrThrow(
  call: EngineCall,
  [service, operation]: readonly [keyof typeof versions, string],
  input: Record<string, unknown>,
): Promise<Record<string, unknown>> {
  const { status, output } = await call(`${versions[service]}.${operation}`, input);
  if (status === 200) return output;
  throw new EngineError(operation, output);
}

/** A refusal of the engine. `type` is the exception's name without its namespace. */
export class EngineError extends Error {
  override readonly name = "EngineError";
  readonly type: string;

  constructor(operation: string, output: Record<string, unknown>) {
    const type = String(output.__type ?? "").replace(/^.*#/, "");
    super(`${operation}: ${type} ${output.message ?? output.Message ?? ""}`);
    this.type = type;
  }
}
