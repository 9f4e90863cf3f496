import { randomUUID } from "node:crypto";
import type { BrokerAnswer } from "./broker.ts";

/** A refusal of SNS: `code` is what the SDK makes an exception of. */
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

export function escapeXml(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
}

/** A map in the query protocol: `{name}.entry.{n}.key` and `.value`. */
export function mapOf(parameters: URLSearchParams, name: string): Record<string, string> {
  const entries: [string, string][] = [];
  for (let index = 1; parameters.has(`${name}.entry.${index}.key`); index += 1) {
    const at = `${name}.entry.${index}`;
    entries.push([parameters.get(`${at}.key`) ?? "", parameters.get(`${at}.value`) ?? ""]);
  }
  return Object.fromEntries(entries);
}
