import { objectOf, parseJson } from "../json.ts";
import { KeptConnections } from "./kept-connections.ts";

/** An answer of the engine, in DynamoDB's JSON. */
export interface EngineAnswer {
  readonly status: number;
  readonly output: Record<string, unknown>;
}

/** Speaks DynamoDB's wire protocol to an engine; `target` is `{API version}.{operation}`. */
export type EngineCall = (
  target: string,
  input: Record<string, unknown>,
  authorization?: string,
) => Promise<EngineAnswer>;

/** An engine on this machine checks no signature, but wants to see one. */
const anybody =
  "AWS4-HMAC-SHA256 Credential=LOCALCLOUD/20250101/us-east-1/dynamodb/aws4_request, SignedHeaders=host, Signature=0";

/** Connections are kept: a TCP handshake per call would cost as much as the call. */
export function connectEngine(endpoint: string): { call: EngineCall; close: () => void } {
  const connections = new KeptConnections(endpoint);
  const call: EngineCall = async (target, input, authorization = anybody) => {
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

/** Calls an operation and fails unless the engine answers 200. */
export async function must(
  call: EngineCall,
  [service, operation]: readonly [keyof typeof versions, string],
  input: Record<string, unknown>,
): Promise<Record<string, unknown>> {
  const { status, output } = await call(`${versions[service]}.${operation}`, input);
  if (status === 200) return output;
  throw new EngineError(operation, output);
}

/** A refusal of the engine; `type` is the exception's name without its namespace. */
export class EngineError extends Error {
  override readonly name = "EngineError";
  readonly type: string;

  constructor(operation: string, output: Record<string, unknown>) {
    const type = String(output.__type ?? "").replace(/^.*#/, "");
    super(`${operation}: ${type} ${output.message ?? output.Message ?? ""}`);
    this.type = type;
  }
}
