import { randomUUID } from "node:crypto";
import { escapeXml } from "../xml.ts";
import type { BrokerAnswer } from "./broker.ts";

/** A refusal of SNS. The SDK derives the exception's name from `code`. */
export class SnsError extends Error {
  override readonly name = "SnsError";
  readonly code: string;
  readonly status: number;

  constructor(code: string, message: string, status = 400) {
    super(message);
    this.code = code;
    this.status = status;
  }
}

export function invalidParameter(what: string): SnsError {
  return new SnsError("InvalidParameter", `Invalid parameter: ${what}`);
}

const namespace = 'xmlns="http://sns.amazonaws.com/doc/2010-03-31/"';

export function snsAnswer(action: string, result: string): BrokerAnswer {
  const metadata = `<ResponseMetadata><RequestId>${randomUUID()}</RequestId></ResponseMetadata>`;
  return xml(
    200,
    `<${action}Response ${namespace}><${action}Result>${result}</${action}Result>${metadata}</${action}Response>`,
  );
}

export function snsRefusal({ code, message, status }: SnsError): BrokerAnswer {
  const fault = status < 500 ? "Sender" : "Receiver";
  const error = `<Error><Type>${fault}</Type><Code>${code}</Code><Message>${escapeXml(message)}</Message></Error>`;
  return xml(
    status,
    `<ErrorResponse ${namespace}>${error}<RequestId>${randomUUID()}</RequestId></ErrorResponse>`,
  );
}

function xml(status: number, body: string): BrokerAnswer {
  return { status, headers: { "content-type": "text/xml" }, body };
}

/** The prefixes `{name}.entry.{n}` of a map in the query protocol; `key` is the field that holds an entry's key. */
export function entryPrefixes(parameters: URLSearchParams, name: string, key: string): string[] {
  const prefixes: string[] = [];
  for (let index = 1; parameters.has(`${name}.entry.${index}.${key}`); index += 1)
    prefixes.push(`${name}.entry.${index}`);
  return prefixes;
}

/** Reads a map in the query protocol: `{name}.entry.{n}.key` and `.value`. */
export function mapOf(parameters: URLSearchParams, name: string): Record<string, string> {
  return Object.fromEntries(
    entryPrefixes(parameters, name, "key").map((prefix) => [
      parameters.get(`${prefix}.key`) ?? "",
      parameters.get(`${prefix}.value`) ?? "",
    ]),
  );
}
