import { beforeEach, describe, expect, it } from "vitest";
import { labsSwitch } from "../../functions/domain/directory/labs.ts";
import { ChatError } from "../../functions/domain/errors.ts";
import { chatsApiPorts } from "../support/api-ports.ts";
import { type ChatsApi, chatsApi } from "../support/chats-api.ts";
import { NOON } from "../support/fake-clock.ts";
import { agencyUser, profile } from "../support/profiles.ts";
import { failureOf } from "../support/rest-call.ts";
import { type RestCall, serviceSession, userSession } from "../support/rest-event.ts";

let ports: ReturnType<typeof chatsApiPorts>;
let api: ChatsApi;

beforeEach(() => {
  ports = chatsApiPorts();
  api = chatsApi(ports);
});

/** General availability that has come, or comes a millisecond later. */
const generalAvailability = { on: NOON, off: NOON + 1 };

describe("the checks of a request", () => {
  const broken = { body: "{", headers: { "Content-Type": "application/json" } };
  const unknownLocation = { params: { locationId: "no" } };
  const offAsSupport = userSession("off", { actorId: "eve" });
  const expired = userSession("ana", { expiresAt: NOON / 1000 });

  // Each row also fails the checks of the rows below it: the API checks in this order.
  it.each<[what: string, labs: "on" | "off", expected: string, Partial<RestCall>]>([
    ["no token", "off", "401 unauthenticated", { session: undefined, ...unknownLocation, ...broken }],
    [
      "an unknown user",
      "off",
      "401 unauthenticated",
      { session: userSession("zoe"), ...unknownLocation, ...broken },
    ],
    [
      "an unknown user as whom somebody unknown is logged in",
      "off",
      "401 unauthenticated",
      { session: userSession("zoe", { actorId: "zed" }), ...unknownLocation, ...broken },
    ],
    ...["zed", "gone", "ned", "a#b"].map((actorId): [string, "off", string, Partial<RestCall>] => [
      `an actor ${actorId} who is unknown, deleted or of another company`,
      "off",
      "401 unauthenticated",
      { session: userSession("off", { actorId }), ...unknownLocation, ...broken },
    ]),
    ["an expired session", "off", "401 unauthenticated", { session: expired, ...unknownLocation, ...broken }],
    [
      "a body over 256 KB",
      "off",
      "413 payload_too_large",
      { session: serviceSession, ...unknownLocation, body: "{".repeat(262_145), headers: {} },
    ],
    [
      "a body of another type",
      "off",
      "415 unsupported_media_type",
      { session: serviceSession, ...unknownLocation, body: "{", headers: { "content-type": "text/plain" } },
    ],
    [
      "malformed JSON",
      "off",
      "400 malformed_json",
      { session: serviceSession, ...unknownLocation, ...broken },
    ],
    [
      "a service token",
      "off",
      "403 insufficient_scope",
      { session: serviceSession, ...unknownLocation, body: [] },
    ],
    [
      "an unknown location",
      "off",
      "403 not_in_location",
      { session: offAsSupport, ...unknownLocation, body: [] },
    ],
    [
      "an invalid location id",
      "off",
      "403 not_in_location",
      { session: offAsSupport, params: { locationId: "a#b" }, body: [] },
    ],
    [
      "a user without conversations",
      "off",
      "403 conversations_disabled",
      { session: userSession("off", { actorId: "far" }), body: [] },
    ],
    [
      "an actor without access to the location",
      "off",
      "403 not_in_location",
      { session: userSession("ana", { actorId: "far" }), body: [] },
    ],
    [
      "an actor without conversations",
      "off",
      "403 conversations_disabled",
      { session: userSession("ana", { actorId: "mia" }), body: [] },
    ],
    [
      "a Login-As session",
      "off",
      "403 impersonation_forbidden",
      { session: userSession("ana", { actorId: "eve" }), body: [] },
    ],
    ["a location with Labs off", "off", "403 feature_not_enabled", { body: [] }],
    ["a body that breaks the schema", "on", "422 invalid_request", { body: [] }],
    ["an unknown participant", "on", "422 not_a_location_user", { body: { participantIds: ["zoe"] } }],
  ])("%s (Labs %s): %s", async (_what, labs, expected, changes) => {
    const permissions = { conversationsEnabled: false, assignedDataOnly: false };
    ports.directory.add(profile("off", { permissions }));
    ports.directory.add(profile("eve"));
    ports.directory.add(agencyUser("gus"));
    ports.directory.add(agencyUser("gone", { deleted: true, permissions }));
    ports.directory.add(agencyUser("ned", { companyId: "other", permissions }));
    ports.directory.add(agencyUser("mia", { permissions }));
    ports.directory.add(profile("far", { locationIds: ["elsewhere"], permissions }));
    ports.feature = labsSwitch(ports, generalAvailability[labs]);
    expect(await failureOf(api.create(changes))).toBe(expected);
    expect(ports.chats.stored.size).toBe(0);
  });

  it.each<[string, Partial<RestCall>]>([
    ["a valid body", {}],
    ["malformed JSON", broken],
    ["a body of another type", { headers: { "content-type": "text/plain" } }],
    ["a body over 256 KB", { body: "{".repeat(262_145) }],
    ["a location that the user has no access to", unknownLocation],
  ])("write a refused Login-As session with %s to the audit log", async (_what, changes) => {
    ports.directory.add(agencyUser("gus"));
    await api.create({ session: userSession("ana", { actorId: "gus" }), ...changes });
    expect(ports.log.lines).toContainEqual({
      level: "audit",
      message: "impersonation refused",
      fields: { actorId: "gus", userId: "ana", operation: "createChat" },
    });
  });

  it("admit everybody from general availability on", async () => {
    ports.feature = labsSwitch(ports, generalAvailability.on);
    expect((await api.create()).status).toBe(201);
  });

  it("admit a location with Labs on before general availability", async () => {
    ports.feature = labsSwitch(ports, generalAvailability.off);
    await ports.labs.put("loc", { internalChat: true });
    expect((await api.create()).status).toBe(201);
  });
});

describe("a failure of the store", () => {
  const failWith = (error: Error) => {
    ports.chats.create = async () => Promise.reject(error);
  };

  it("is 503 with the seconds to wait when it is transient", async () => {
    failWith(new ChatError("unavailable", "The service is busy, try again"));
    const { status, headers } = await api.create();
    expect([status, headers["retry-after"]]).toEqual([503, "1"]);
  });

  it("is 500 without details otherwise, and is logged", async () => {
    failWith(new Error("table chat-prod is gone"));
    const answer = await api.create();
    expect(answer.status).toBe(500);
    expect(JSON.stringify(answer)).not.toContain("chat-prod");
    expect(ports.log.lines.some(({ level }) => level === "error")).toBe(true);
  });
});
