import { randomUUID } from "node:crypto";
import type { Notifications } from "../messaging/notifications.ts";
import { invalidParameter, SnsError } from "../messaging/sns-protocol.ts";
import { applicationOf } from "./applications.ts";
import type { Action } from "./endpoint-actions.ts";
import { ownerOf } from "./endpoint-attributes.ts";
import { type MessageAttribute, messageAttributes } from "./message-attributes.ts";
import { payloadFor } from "./payload.ts";

/** SNS's limit on a message's text and attributes together, in bytes. */
const messageLimit = 262_144;

/** The action that publishes to an endpoint, which only `TargetArn` may name. Undefined for any other call. */
export function publishAction(
  parameters: URLSearchParams,
  notifications: Pick<Notifications, "add">,
): Action | undefined {
  if (applicationOf(parameters.get("TopicArn") ?? "") !== undefined)
    return () => {
      throw invalidParameter("TopicArn Reason: an endpoint is no topic");
    };
  const application = applicationOf(parameters.get("TargetArn") ?? "");
  return application === undefined ? undefined : publishTo(application, notifications);
}

function publishTo(application: string, notifications: Pick<Notifications, "add">): Action {
  return (parameters, { applications, endpoints }) => {
    const target = parameters.get("TargetArn") ?? "";
    const endpoint = endpoints.find(target);
    const platform = applications.get(application);
    if (!endpoint || !platform)
      throw invalidParameter("TargetArn Reason: No endpoint found for the target arn specified");
    const attributes = messageAttributes(parameters);
    const body = payloadFor(platform, messageOf(parameters, attributes), parameters.get("MessageStructure"));
    if (endpoint.Enabled === "false") throw new SnsError("EndpointDisabled", "Endpoint is disabled");
    const { userId, deviceId = target } = ownerOf(endpoint);
    const values = Object.fromEntries(attributes.map(({ name, value }) => [name, value]));
    notifications.add(userId, { target: deviceId, attributes: values, body });
    return `<MessageId>${randomUUID()}</MessageId>`;
  };
}

function messageOf(parameters: URLSearchParams, attributes: readonly MessageAttribute[]): string {
  const message = parameters.get("Message") ?? "";
  if (message === "") throw invalidParameter("Empty message");
  const texts = attributes.flatMap(({ name, type, value }) => [name, type, value]);
  if (Buffer.byteLength([message, ...texts].join("")) > messageLimit)
    throw invalidParameter("Message too long");
  return message;
}
