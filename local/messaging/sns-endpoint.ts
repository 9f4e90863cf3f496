import type { IncomingMessage, Server } from "node:http";
import type { Identities } from "../access/identities.ts";
import type { AccessRequest } from "../access/policy.ts";
import { createEndpoint } from "../endpoint.ts";
import { type HttpAnswer, readBody } from "../http.ts";
import { applicationOf } from "../mobile-push/applications.ts";
import type { MobilePush } from "../mobile-push/mobile-push.ts";
import type { Broker, BrokerAnswer } from "./broker.ts";
import { SnsError, snsRefusal } from "./sns-protocol.ts";

export interface SnsEndpointInput {
  readonly broker: Pick<Broker, "sns">;
  readonly push: MobilePush;
  readonly identities: Pick<Identities, "of" | "onDenied">;
  /** Called with the number of messages that a successful call published. */
  readonly onPublish: (messages: number) => void;
  readonly onCall: PublishHook;
}

type Call = (form: string) => Promise<BrokerAnswer>;

/** Wraps a function's call. */
export type PublishHook = (form: string, forward: Call) => Promise<BrokerAnswer>;

/** In bytes. Above SNS's own limit of 256 KB, so that SNS refuses the request itself. */
const requestLimit = 1024 * 1024;

/** The functions' SNS endpoint. It checks the caller's role; mobile push or the broker then answers the call. */
export function createSnsEndpoint(input: SnsEndpointInput): Server {
  return createEndpoint((message) => handle(message, input));
}

async function handle(
  message: IncomingMessage,
  { broker, push, identities, onPublish, onCall }: SnsEndpointInput,
): Promise<HttpAnswer> {
  const form = (await readBody(message, requestLimit)) ?? "";
  const parameters = new URLSearchParams(form);
  const caller = identities.of(message.headers.authorization);
  if (!caller)
    return refuse("InvalidClientTokenId", "The security token included in the request is invalid.");
  const request = accessOf(parameters);
  if (!caller.may(request)) {
    const text = `User: ${caller.arn} is not authorized to perform: ${request.action} on resource: ${request.resource}`;
    identities.onDenied(text, request);
    return refuse("AuthorizationError", text);
  }
  const answer = await onCall(form, async (call) => {
    const ownAnswer = push.call(call === form ? parameters : new URLSearchParams(call));
    return ownAnswer ?? broker.sns(call);
  });
  if (answer.status === 200 && request.action === "sns:Publish")
    onPublish(answer.body.split("<MessageId>").length - 1);
  return httpAnswer(answer);
}

/** The right that a call needs. SNS checks calls on an endpoint against the endpoint's application. */
function accessOf(parameters: URLSearchParams): AccessRequest {
  const action = parameters.get("Action") ?? "";
  const named = ["PlatformApplicationArn", "TopicArn", "TargetArn"].map((name) => parameters.get(name));
  const ofEndpoint = applicationOf(parameters.get("EndpointArn") ?? "");
  return {
    action: `sns:${action === "PublishBatch" ? "Publish" : action}`,
    resource: [ofEndpoint, ...named].find((arn) => arn) ?? "*",
  };
}

function refuse(code: string, message: string): HttpAnswer {
  return httpAnswer(snsRefusal(new SnsError(code, message, 403)));
}

function httpAnswer({ status, headers, body }: BrokerAnswer): HttpAnswer {
  return { status, headers: [["Content-Type", String(headers["content-type"] ?? "text/xml")]], body };
}
