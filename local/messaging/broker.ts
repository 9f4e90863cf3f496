import { buildApp } from "fauxqs";
import { type JsonObject, objectOf, parseJson } from "../json.ts";

export interface BrokerAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, unknown>>;
  readonly body: string;
}

/** SNS and SQS inside this process, without a port. It takes requests in the services' own protocols. */
export interface Broker {
  /** Takes a body in SNS's query protocol. */
  sns(form: string): Promise<BrokerAnswer>;
  /** Speaks SQS's JSON protocol. */
  sqs(operation: string, input: JsonObject): Promise<Record<string, unknown>>;
  close(): Promise<void>;
}

export function createBroker(region: string): Broker {
  const app = buildApp({ logger: false, defaultRegion: region });
  const authorization = `AWS4-HMAC-SHA256 Credential=LOCALCLOUD/20250101/${region}/sns/aws4_request, SignedHeaders=host, Signature=0`;
  const send = async (headers: Record<string, string>, payload: string) => {
    const answer = await app.inject({
      method: "POST",
      url: "/",
      headers: { authorization, ...headers },
      payload,
    });
    return { status: answer.statusCode, headers: answer.headers, body: answer.body };
  };
  return {
    sns: (form) => send({ "content-type": "application/x-www-form-urlencoded" }, form),
    sqs: async (operation, input) => {
      const headers = {
        "content-type": "application/x-amz-json-1.0",
        "x-amz-target": `AmazonSQS.${operation}`,
      };
      const { status, body } = await send(headers, JSON.stringify(input));
      if (status !== 200) throw new Error(`SQS ${operation}: ${body}`);
      return objectOf(parseJson(body));
    },
    close: () => app.close(),
  };
}
