import { namedSchemas } from "../schemas/json-schemas.ts";
import { reachableFrom } from "../schemas/reachable.ts";
import { serviceVersion } from "../service-version.ts";
import { about } from "./about.ts";
import {
  type ActionMessages,
  actionMessages,
  allMessages,
  errorMessage,
  eventMessages,
  type MessageDoc,
  messageObject,
} from "./messages.ts";

/**
 * The WebSocket API as AsyncAPI 3, made from `frames.ts`, `acks.ts` and the events. The server is the application:
 * it receives actions and sends events.
 */
export function asyncApi(): object {
  const messages = Object.fromEntries(allMessages.map((it) => [it.name, messageObject(it)]));
  return {
    asyncapi: "3.1.0",
    info: { title: "Internal Chat, live", version: serviceVersion(), description: about },
    defaultContentType: "application/json",
    servers: { deployed },
    channels: { socket: { ...channel, messages: refs("#/components/messages/", allMessages) } },
    operations: { ...receiving(), ...sending() },
    components: {
      messages,
      schemas: reachableFrom(messages, namedSchemas("draft-7")),
      securitySchemes: { subprotocol },
    },
  };
}

const deployed = {
  host: "{api}.execute-api.{region}.amazonaws.com",
  pathname: "/{stage}",
  protocol: "wss",
  description: "A deployed stage; its URL is an output of the stack.",
  variables: {
    api: { default: "api-id" },
    region: { default: "us-east-1" },
    stage: { default: "prod" },
  },
  security: [{ $ref: "#/components/securitySchemes/subprotocol" }],
};

const subprotocol = {
  type: "httpApiKey",
  in: "header",
  name: "Sec-WebSocket-Protocol",
  description: "`internal-chat.v1, bearer.{JWT}`: the token is sent as a subprotocol, never in the URL.",
};

const channel = {
  address: "/",
  title: "The socket",
  description: "One connection belongs to one user and one location.",
  bindings: {
    ws: {
      method: "GET",
      query: {
        type: "object",
        description: "The query of the handshake.",
        properties: {
          locationId: { type: "string", description: "The location that the connection is for." },
        },
        required: ["locationId"],
      },
      headers: {
        type: "object",
        description:
          "The headers of the handshake. The server answers with the subprotocol `internal-chat.v1`.",
        properties: {
          "Sec-WebSocket-Protocol": {
            type: "string",
            description: "`internal-chat.v1` and `bearer.{JWT}`, a user's token.",
            examples: ["internal-chat.v1, bearer.eyJhbGciOiJFUzI1NiJ9.eyJzdWIiOiJhbmEifQ.c2lnbmF0dXJl"],
          },
        },
        required: ["Sec-WebSocket-Protocol"],
      },
      bindingVersion: "0.1.0",
    },
  },
};

const socket = { $ref: "#/channels/socket" };

function receiving(): Record<string, object> {
  return Object.fromEntries(actionMessages.map((it) => [it.action, receive(it)]));
}

function receive({ frame, ack, errors }: ActionMessages): object {
  return {
    action: "receive",
    title: frame.title,
    summary: frame.text,
    channel: socket,
    messages: refsToChannel([frame]),
    reply: { channel: socket, messages: refsToChannel([ack, errorMessage]) },
    "x-error-codes": errors,
  };
}

function sending(): Record<string, object> {
  return Object.fromEntries(
    eventMessages.map((it) => [
      it.name,
      { action: "send", title: it.title, summary: it.text, channel: socket, messages: refsToChannel([it]) },
    ]),
  );
}

function refs(prefix: string, messages: readonly MessageDoc[]): Record<string, { $ref: string }> {
  return Object.fromEntries(messages.map(({ name }) => [name, { $ref: `${prefix}${name}` }]));
}

function refsToChannel(messages: readonly MessageDoc[]): object[] {
  return Object.values(refs("#/channels/socket/messages/", messages));
}
