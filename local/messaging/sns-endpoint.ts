import { createServer, type IncomingMessage, type Server } from "node:http";
import type { Identities } from "../access/identities.ts";
import { type HttpAnswer, readBody, respond } from "../http.ts";
import type { Broker, BrokerAnswer } from "./broker.ts";

export interface SnsEndpointInput {
  readonly broker: Broker;
  readonly identities: Identities;
  /** Told how many messages a successful call published. */
  readonly onPublish: (messages: number) => void;
  readonly onCall: PublishHook;
}

type Call = (form: string) => Promise<BrokerAnswer>;

/** Stands between a function's call and the broker. */
export type PublishHook = (form: string, forward: Call) => Promise<BrokerAnswer>;

/** SNS's limit on a request is 256 KB; a little more, so that SNS itself refuses. */
const requestLimit = 1024 * 1024;

/** The SNS endpoint of the functions: their role is checked, then the broker answers. */
export function createSnsEndpoint(input: SnsEndpointInput): Server {
  const server = createServer((message, response) => {
    handle(message, input).then(
      (answer) => respond(response, answer),
      () => response.destroy(),
    );
  });
  server.keepAliveTimeout = 60_000;
  return server;
}

async function handle(
  message: IncomingMessage,
  { broker, identities, onPublish, onCall }: SnsEndpointInput,
): Promise<HttpAnswer> {
  const form = (await readBody(message, requestLimit)) ?? "";
  const parameters = new URLSearchParams(form);
  const action = parameters.get("Action") ?? "";
  const caller = identities.of(message.headers.authorization);
  if (!caller)
    return refuse("InvalidClientTokenId", "The security token included in the request is invalid.");
  const request = {
    action: `sns:${action === "PublishBatch" ? "Publish" : action}`,
    resource: parameters.get("TopicArn") ?? parameters.get("TargetArn") ?? "*",
  };
  if (!caller.may(request)) {
    const text = `User: ${caller.arn} is not authorized to perform: ${request.action} on resource: ${request.resource}`;
    identities.onDenied(text, request);
    return refuse("AuthorizationError", text);
  }
  const { status, headers, body } = await onCall(form, broker.sns);
  if (status === 200 && request.action === "sns:Publish") onPublish(body.split("<MessageId>").length - 1);
  return { status, headers: [["Content-Type", String(headers["content-type"] ?? "text/xml")]], body };
}

function refuse(code: string, message: string): HttpAnswer {
  const body = `<ErrorResponse xmlns="http://sns.amazonaws.com/doc/2010-03-31/"><Error><Type>Sender</Type><Code>${code}</Code><Message>${message}</Message></Error></ErrorResponse>`;
  return { status: 403, headers: [["Content-Type", "text/xml"]], body };
}
