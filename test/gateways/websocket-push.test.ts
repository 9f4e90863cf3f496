import {
  ApiGatewayManagementApiClient,
  DeleteConnectionCommand,
  GoneException,
  LimitExceededException,
  PostToConnectionCommand,
} from "@aws-sdk/client-apigatewaymanagementapi";
import { mockClient } from "aws-sdk-client-mock";
import { beforeEach, describe, expect, it } from "vitest";
import * as z from "zod";
import { WebsocketPush } from "../../functions/gateways/websocket-push.ts";
import { connection } from "../support/connections.ts";
import { RecordingLog } from "../support/recording-log.ts";

const client = new ApiGatewayManagementApiClient({ endpoint: "http://push.test", region: "us-east-1" });
const mock = mockClient(client);
const Bytes = z.instanceof(Uint8Array);
const event = {
  type: "entry" as const,
  entry: {
    chatId: "c",
    locationId: "loc",
    seq: 1,
    userId: "ana",
    dateAdded: "",
    kind: "subject_changed" as const,
    subject: "é",
  },
};
const sockets = ["a", "b", "c"].map((connectionId) => connection("ana", { connectionId }));

let log: RecordingLog;
let push: WebsocketPush;

beforeEach(() => {
  mock.reset();
  log = new RecordingLog();
  push = new WebsocketPush(client, log);
});

describe("post", () => {
  it("posts the event once to each connection", async () => {
    mock.on(PostToConnectionCommand).resolves({});
    expect(await push.post(sockets, event)).toEqual({ gone: [], failed: [] });
    const inputs = mock.commandCalls(PostToConnectionCommand).map((call) => call.args[0].input);
    expect(inputs.map(({ ConnectionId }) => ConnectionId)).toEqual(["a", "b", "c"]);
    expect(inputs.map(({ Data }) => JSON.parse(new TextDecoder().decode(Bytes.parse(Data))))).toEqual([
      event,
      event,
      event,
    ]);
  });

  it.each([
    new GoneException({ message: "", $metadata: {} }),
    Object.assign(new Error(""), { name: "GoneException" }), // without the SDK's class and without a status
    Object.assign(new Error(""), { name: "UnknownError", $metadata: { httpStatusCode: 410 } }),
  ])("returns the connections that are gone, by the error's name or its status (%#)", async (error) => {
    mock.on(PostToConnectionCommand).resolves({});
    mock.on(PostToConnectionCommand, { ConnectionId: "b" }).rejects(error);
    expect(await push.post(sockets, event)).toEqual({ gone: [sockets[1]], failed: [] });
    expect(log.lines).toEqual([]);
  });

  it.each([
    new LimitExceededException({ message: "", $metadata: {} }),
    Object.assign(new Error("410 in its text"), { $metadata: { httpStatusCode: 403 } }),
    Object.assign(new Error("slow"), { name: "TimeoutError" }),
  ])("returns the connection as failed, not as gone, on %s, and goes on with the others", async (error) => {
    mock.on(PostToConnectionCommand).resolves({});
    mock.on(PostToConnectionCommand, { ConnectionId: "a" }).rejects(error);
    expect(await push.post(sockets, event)).toEqual({ gone: [], failed: [sockets[0]] });
    expect(mock.commandCalls(PostToConnectionCommand)).toHaveLength(3);
    expect(log.lines.map(({ level }) => level)).toEqual(["warn"]);
  });

  it("limits concurrent posts", async () => {
    let underWay = 0;
    let most = 0;
    mock.on(PostToConnectionCommand).callsFake(async () => {
      underWay += 1;
      most = Math.max(most, underWay);
      await Promise.resolve();
      underWay -= 1;
      return {};
    });
    await push.post(
      Array.from({ length: 200 }, (_, index) => connection("ana", { connectionId: `${index}` })),
      event,
    );
    expect(mock.commandCalls(PostToConnectionCommand)).toHaveLength(200);
    expect(most).toBeGreaterThan(1);
    expect(most).toBeLessThanOrEqual(40);
  });
});

describe("close", () => {
  it("ignores a connection that is gone, and warns about any other failure", async () => {
    mock.on(DeleteConnectionCommand).rejectsOnce(new GoneException({ message: "", $metadata: {} }));
    await push.close("a");
    expect(log.lines).toEqual([]);
    mock.on(DeleteConnectionCommand).rejects(new Error("down"));
    await push.close("a");
    expect(log.lines).toHaveLength(1);
  });
});
