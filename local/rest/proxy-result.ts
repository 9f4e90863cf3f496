import * as z from "zod";
import type { HttpAnswer } from "../http.ts";
import { parseJson } from "../json.ts";

const Scalar = z.union([z.string(), z.number(), z.boolean()]).transform(String);

/** The result of a Lambda proxy integration. The gateway answers 502 to any other shape. */
const ProxyResult = z.strictObject({
  statusCode: z.coerce.number().int().min(100).max(599),
  headers: z.record(z.string(), Scalar).nullish(),
  multiValueHeaders: z.record(z.string(), z.array(Scalar)).nullish(),
  body: z.string().nullish(),
  isBase64Encoded: z.boolean().nullish(),
});

/** Undefined for a malformed result. */
export function proxyAnswer(payload: string, requestId: string): HttpAnswer | undefined {
  const parsed = ProxyResult.safeParse(parseJson(payload));
  if (!parsed.success) return undefined;
  const { statusCode, headers, multiValueHeaders, body, isBase64Encoded } = parsed.data;
  const multiple = Object.entries(multiValueHeaders ?? {}).flatMap(([name, values]) =>
    values.map((value): [string, string] => [name, value]),
  );
  const repeated = new Set(multiple.map(([name]) => name.toLowerCase()));
  const single = Object.entries(headers ?? {}).filter(([name]) => !repeated.has(name.toLowerCase()));
  const sent = [...single, ...multiple].filter(([name]) => !connectionHeaders.has(name.toLowerCase()));
  const typed = sent.some(([name]) => name.toLowerCase() === "content-type");
  return {
    status: statusCode,
    headers: [
      ...(typed ? [] : [["Content-Type", "application/json"] as const]),
      ...sent,
      ["x-amzn-requestid", requestId],
    ],
    body: isBase64Encoded ? Buffer.from(body ?? "", "base64") : (body ?? ""),
  };
}

/** The gateway sets these itself. */
const connectionHeaders = new Set([
  "connection",
  "content-length",
  "transfer-encoding",
  "keep-alive",
  "upgrade",
]);
