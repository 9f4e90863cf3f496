import { createServer, type Server } from "node:http";
import { describe, expect, it, onTestFinished } from "vitest";
import { WebSocket } from "ws";
import * as z from "zod";
import { listen } from "../../../local/free-port.ts";
import type { InvocationResult } from "../../../local/lambda/invocation.ts";
import { awsLimits, Connections } from "../../../local/websocket/connections.ts";
import { createManagementApi } from "../../../local/websocket/management-api.ts";
import { WebSocketApi } from "../../../local/websocket/websocket-api.ts";
import type { WebSocketDefinition } from "../../../local/websocket/websocket-definition.ts";

const deployment = {
  stackName: "chat-dev",
  region: "us-east-1",
  accountId: "000000000000",
  partition: "aws",
};
const route = (routeKey: string, respond = false) =>
  [routeKey, { routeKey, respond, functionArn: routeKey }] as const;
const definition: WebSocketDefinition = {
  apiId: "ws",
  stage: "dev",
  selector: "action",
  routes: new Map([route("$connect"), route("$disconnect"), route("$default", true), route("quiet")]),
  connectAuthorizer: {
    id: "auth",
    functionArn: "authorizer",
    identity: [{ kind: "header", name: "Sec-WebSocket-Protocol" }],
  },
};

const Event = z.looseObject({
  body: z.string().optional(),
  headers: z.record(z.string(), z.string()).default({}),
  requestContext: z.looseObject({ connectionId: z.string(), eventType: z.string(), routeKey: z.string() }),
});
type Event = z.infer<typeof Event>;
const result = (value: unknown): InvocationResult => ({ kind: "result", payload: JSON.stringify(value) });
const thrown = (errorMessage: string): InvocationResult => ({
  kind: "failure",
  error: { errorType: "Error", errorMessage },
});
const statement = (Effect: string) => ({ Effect, Action: "execute-api:Invoke", Resource: "*" });
const policy = (Effect: string) =>
  result({
    principalId: "ana",
    policyDocument: { Statement: [statement(Effect)] },
    context: { userId: "ana" },
  });

type Answer = (event: Event) => InvocationResult | Promise<InvocationResult>;

describe("the WebSocket API", () => {
  /** Serves the API until the test ends. The functions answer as given; their events are recorded. */
  async function serve(answers: Record<string, Answer> = {}, limits = awsLimits) {
    const events: Event[] = [];
    const waiting = new Map<string, (event: Event) => void>();
    const connections = new Connections(limits);
    const api = new WebSocketApi({
      definition,
      deployment,
      connections,
      invoke: async (functionArn, _, input) => {
        const event = Event.parse(input);
        events.push(event);
        waiting.get(event.requestContext.eventType)?.(event);
        const byDefault: Answer = () =>
          functionArn === "authorizer" ? policy("Allow") : result({ statusCode: 200 });
        return (answers[functionArn] ?? byDefault)(event);
      },
    });
    const server = createServer().on(
      "upgrade",
      (message, socket, head) => void api.upgrade(message, socket, head),
    );
    const port = await listen(server, 0);
    onTestFinished(async () => {
      await api.close();
      await closeServer(server);
    });
    const next = (eventType: string) => new Promise<Event>((resolve) => waiting.set(eventType, resolve));
    return {
      events,
      connections,
      next,
      open: (protocols?: string[]) => new WebSocket(`ws://127.0.0.1:${port}/ws?locationId=l`, protocols),
    };
  }

  const closeServer = (server: Server) => new Promise((resolve) => server.close(resolve));
  const opened = (socket: WebSocket) =>
    new Promise<WebSocket>((resolve) => socket.once("open", () => resolve(socket)));
  const closed = (socket: WebSocket) => new Promise<number>((resolve) => socket.once("close", resolve));
  const message = (socket: WebSocket) =>
    new Promise<string>((resolve) => socket.once("message", (data) => resolve(String(data))));
  const refused = (socket: WebSocket) =>
    new Promise<number | undefined>((resolve) => {
      socket.once("unexpected-response", (request, response) => {
        resolve(response.statusCode);
        request.destroy();
      });
      socket.on("error", () => undefined);
    });

  it("connects a client that authorizer and $connect accept, with the subprotocol that $connect chose", async () => {
    const headers = { "Sec-WebSocket-Protocol": "chat.v1" };
    const { open, events, connections } = await serve({
      $connect: () => result({ statusCode: 200, headers }),
    });
    const socket = await opened(open(["chat.v1", "bearer.x"]));
    expect(socket.protocol).toBe("chat.v1");
    expect(connections.size).toBe(1);
    expect(events[0]).toMatchObject({
      type: "REQUEST",
      headers: { "Sec-WebSocket-Protocol": "chat.v1,bearer.x" },
    });
    expect(events[1]).toMatchObject({
      queryStringParameters: { locationId: "l" },
      requestContext: {
        eventType: "CONNECT",
        routeKey: "$connect",
        authorizer: { userId: "ana", principalId: "ana" },
      },
    });
  });

  it.each<[string, Record<string, Answer>, string[] | undefined, number, number]>([
    ["without the identity source, and invokes no function", {}, undefined, 401, 0],
    ["when the authorizer throws Unauthorized", { authorizer: () => thrown("Unauthorized") }, ["p"], 401, 1],
    ["when the authorizer denies", { authorizer: () => policy("Deny") }, ["p"], 403, 1],
    ["when the authorizer fails", { authorizer: () => thrown("boom") }, ["p"], 500, 1],
    ["with the status of $connect", { $connect: () => result({ statusCode: 403 }) }, ["p"], 403, 2],
    ["when $connect fails", { $connect: () => thrown("boom") }, ["p"], 502, 2],
  ])("refuses a handshake %s", async (_, answers, protocols, status, invocations) => {
    const { open, events, connections } = await serve(answers);
    expect(await refused(open(protocols))).toBe(status);
    expect(events).toHaveLength(invocations);
    expect(connections.size).toBe(0);
  });

  const echo: Answer = ({ body, requestContext }) =>
    result({ statusCode: 200, body: `${requestContext.routeKey}:${body}` });
  const accept: Answer = () => result({ statusCode: 200, headers: { "sec-websocket-protocol": "p" } });

  it.each(['{"action":"unknown"}', "{broken", '{"action":"$connect"}'])(
    "routes %s to $default and sends its result",
    async (text) => {
      const { open } = await serve({ $connect: accept, $default: echo });
      const socket = await opened(open(["p"]));
      const answer = message(socket);
      socket.send(text);
      expect(await answer).toBe(`$default:${text}`);
    },
  );

  it("sends nothing for a route without a route response", async () => {
    const { open, next } = await serve({ $connect: accept, $default: echo, quiet: echo });
    const socket = await opened(open(["p"]));
    const first = message(socket);
    const handled = next("MESSAGE");
    socket.send('{"action":"quiet"}');
    expect((await handled).requestContext.routeKey).toBe("quiet");
    socket.send("{}");
    expect(await first).toBe("$default:{}");
  });

  it("reports a failed function to the client", async () => {
    const { open } = await serve({ $connect: accept, $default: () => thrown("boom") });
    const socket = await opened(open(["p"]));
    const answer = message(socket);
    socket.send("{}");
    expect(JSON.parse(await answer)).toEqual({
      message: "Internal server error",
      connectionId: expect.stringMatching(/=$/),
      requestId: expect.any(String),
    });
  });

  it.each([
    ["a binary frame", Buffer.from("x"), 1003],
    ["a frame over 32 KB", "x".repeat(32 * 1024 + 1), 1009],
  ])("closes a connection after %s and passes the code to $disconnect", async (_, frame, code) => {
    const { open, next, connections } = await serve({ $connect: accept, $default: echo });
    const socket = await opened(open(["p"]));
    const [end, event] = [closed(socket), next("DISCONNECT")];
    socket.send(frame);
    expect(await end).toBe(code);
    expect(await event).toMatchObject({
      requestContext: { disconnectStatusCode: code, authorizer: { userId: "ana" } },
    });
    expect(connections.size).toBe(0);
  });

  it("accepts a frame of exactly 32 KB", async () => {
    const { open } = await serve({
      $connect: accept,
      $default: ({ body }) => result({ body: String(body?.length) }),
    });
    const socket = await opened(open(["p"]));
    const answer = message(socket);
    socket.send("x".repeat(32 * 1024));
    expect(await answer).toBe(String(32 * 1024));
  });

  it.each([
    ["idle", { idleMs: 30, maxAgeMs: 60_000 }],
    ["old", { idleMs: 60_000, maxAgeMs: 30 }],
  ])("closes %s connections", async (_, limits) => {
    const { open } = await serve({ $connect: accept }, limits);
    expect(await closed(open(["p"]))).toBe(1001);
  });

  it("posts to connections and closes them, but answers 410 before $connect has returned and after the close", async () => {
    const connecting = Promise.withResolvers<string>();
    const release = Promise.withResolvers<InvocationResult>();
    const { open, connections } = await serve({
      $connect: ({ requestContext }) => {
        connecting.resolve(requestContext.connectionId);
        return release.promise;
      },
    });
    let pushes = 0;
    const management = createManagementApi({
      stage: "dev",
      connections,
      mayManage: () => true,
      onPush: () => pushes++,
    });
    const port = await listen(management, 0);
    onTestFinished(async () => {
      management.closeAllConnections();
      await closeServer(management);
    });
    const socket = open(["p"]);
    const url = `http://127.0.0.1:${port}/dev/@connections/${encodeURIComponent(await connecting.promise)}`;
    const call = async (method: string, body?: string) => {
      const response = await fetch(url, { method, ...(body !== undefined && { body }) });
      return [response.status, response.headers.get("x-amzn-errortype")];
    };
    const gone = [410, "GoneException"];
    expect(await call("POST", "early")).toEqual(gone);
    release.resolve(result({ statusCode: 200, headers: { "Sec-WebSocket-Protocol": "p" } }));
    await opened(socket);
    const pushed = message(socket);
    expect(await call("POST", "hello")).toEqual([200, null]);
    expect(await pushed).toBe("hello");
    expect(await call("POST", "x".repeat(128 * 1024 + 1))).toEqual([413, "PayloadTooLargeException"]);
    expect(pushes).toBe(1);
    const end = closed(socket);
    expect(await call("DELETE")).toEqual([204, null]);
    expect(await end).toBe(1000);
    expect(await call("POST", "late")).toEqual(gone);
  });
});
