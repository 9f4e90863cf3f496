import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { UnsecuredJWT } from "jose";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { apiAs, apiWith, chats, codeOf, startChat } from "../support/api-client.ts";
import { startTestCloud, type TestCloud } from "../support/local-cloud.ts";
import { connectAs, handshakeStatus } from "../support/socket-client.ts";
import { userRecord } from "../support/user-record.ts";

let cloud: TestCloud;
let chatId: string;

beforeAll(async () => {
  cloud = await startTestCloud();
  chatId = (await startChat(await apiAs(cloud, "ana"), ["ben"])).id;
  await asService("users/gone", { ...user, deleted: true });
  await asService("users/off", {
    ...user,
    permissions: { ...user.permissions, conversationsEnabled: false },
  });
});

afterAll(() => cloud.stop());

const user = userRecord("Some Body");

async function asService(path: string, body: unknown) {
  const token = await cloud.issuer.issue({ scope: "directory.write" });
  return apiWith(cloud, token).put(`/directory/${path}`, body);
}

const seconds = () => Math.floor(Date.now() / 1000);

async function goodClaims() {
  const token = await cloud.issuer.issue({ userId: "ana" });
  const claims: { iss: string; aud: string } = JSON.parse(
    Buffer.from(token.split(".")[1] ?? "", "base64url").toString(),
  );
  return { iss: claims.iss, aud: claims.aud, sub: "ana", iat: seconds(), exp: seconds() + 600 };
}

const tokens: Record<string, () => Promise<string>> = {
  "of an unknown user": () => cloud.issuer.issue({ userId: "zoe" }),
  "of a deleted user": () => cloud.issuer.issue({ userId: "gone" }),
  "that has expired": () => cloud.issuer.issue({ userId: "ana", expiresInSeconds: -1 }),
  "of another issuer": async () =>
    cloud.issuer.sign({ ...(await goodClaims()), iss: "https://evil.example" }),
  "for another audience": async () => cloud.issuer.sign({ ...(await goodClaims()), aud: "billing" }),
  "with alg none": async () => new UnsecuredJWT(await goodClaims()).encode(),
  "that was altered": async () => `${(await cloud.issuer.issue({ userId: "ana" })).slice(0, -6)}AAAAAA`,
  "that is no JWT": async () => "abc",
  "with a signature of 1 byte": () => withSignatureOf(1),
  "with a signature of 63 bytes": () => withSignatureOf(63),
  "with a signature of 65 bytes": () => withSignatureOf(65),
  "that ends in the year 31,690,000": async () => cloud.issuer.sign({ ...(await goodClaims()), exp: 1e15 }),
  "that never ends": async () => cloud.issuer.sign({ ...(await goodClaims()), exp: 1e300 }),
  "that never begins": async () => cloud.issuer.sign({ ...(await goodClaims()), nbf: 1e300 }),
  "that is an ID token by its header": async () => cloud.issuer.sign(await goodClaims(), { typ: "ID" }),
  "that is an ID token by its claims": async () => cloud.issuer.sign({ ...(await goodClaims()), typ: "ID" }),
};

async function withSignatureOf(bytes: number): Promise<string> {
  const token = await cloud.issuer.issue({ userId: "ana" });
  return token.replace(/[^.]*$/, Buffer.alloc(bytes, 1).toString("base64url"));
}

describe("a caller without a valid token", () => {
  it("gets the gateway's own 401 without a token, in the shape of the contract", async () => {
    expect(codeOf(await apiWith(cloud).get(chats))).toBe("401 unauthenticated");
    expect(
      codeOf(await apiWith(cloud).request("GET", chats, { headers: { authorization: "Basic x" } })),
    ).toBe("401 unauthenticated");
    expect(await handshakeStatus(cloud, { protocols: ["internal-chat.v1"] })).toBe(401);
  });

  it.each(Object.keys(tokens))("gets 401 with a token %s", async (kind) => {
    const token = (await tokens[kind]?.()) ?? "";
    expect(codeOf(await apiWith(cloud, token).get(chats))).toBe("401 unauthenticated");
    expect(codeOf(await apiWith(cloud, token).get("/me"))).toBe("401 unauthenticated");
    expect([401, 403]).toContain(await handshakeStatus(cloud, { token }));
  });

  it.each(Object.keys(tokens))("gets 401 from an auth frame with a token %s", async (kind) => {
    const socket = await connectAs(cloud, "ana");
    const answer = await socket.ask("auth", { token: (await tokens[kind]?.()) ?? "" });
    expect(answer).toMatchObject({ type: "error", statusCode: 401, code: "unauthenticated" });
    await socket.close();
  });

  it("is no error of ours", async () => {
    const log = await readFile(join(cloud.dataDir, "lambda.log"), "utf8");
    expect(log).toContain('"level":"INFO"');
    expect(log.split("\n").filter((line) => line.includes('"level":"ERROR"'))).toEqual([]);
  });

  it("gets 401 as soon as its user is deleted, despite a valid token and the authorizer's cache", async () => {
    await asService("users/leaver", user);
    const leaver = await apiAs(cloud, "leaver");
    expect(codeOf(await leaver.get(chats))).toBe("200");
    await asService("users/leaver", { ...user, deleted: true, updatedAt: "2026-01-02T00:00:00.000Z" });
    expect(codeOf(await leaver.get(chats))).toBe("401 unauthenticated");
  });
});

/** Status and code of each chat operation with a token. */
async function chatOperationsWith(token: string, chat = chatId) {
  const api = apiWith(cloud, token);
  const answers = await Promise.all([
    api.get(`${chats}/${chat}`),
    api.get(`${chats}/${chat}/messages`),
    api.post(`${chats}/${chat}/messages`, { clientMessageId: "x", body: "Let me in" }),
  ]);
  return answers.map(codeOf);
}

describe("a caller without access", () => {
  it.each([
    ["ana", "gus"],
    ["ben", "ana"],
  ])("gets 403 from chats in a Login-As session as %s", async (actAs, userId) => {
    const token = await cloud.issuer.issue({ userId, actAs });
    const forbidden = "403 impersonation_forbidden";
    expect(await chatOperationsWith(token)).toEqual([forbidden, forbidden, forbidden]);
    const api = apiWith(cloud, token);
    expect(codeOf(await api.get(chats))).toBe(forbidden);
    expect(codeOf(await api.post(chats, { participantIds: ["ben"] }))).toBe(forbidden);
    const preferences = { internalChat: "none", quietHours: null };
    expect(codeOf(await api.put("/me/notification-preferences", preferences))).toBe(forbidden);
    expect(await handshakeStatus(cloud, { token })).toBe(101);
  });

  it("gets 403 in another location, for existing and unknown chats", async () => {
    const token = await cloud.issuer.issue({ userId: "eve" });
    const outside = "403 not_in_location";
    expect(await chatOperationsWith(token)).toEqual([outside, outside, outside]);
    expect(await chatOperationsWith(token, "01NOSUCHCHAT")).toEqual([outside, outside, outside]);
    expect(await handshakeStatus(cloud, { token })).toBe(403);
  });

  it.each(["dan", "cara", "gus", "gil"])(
    "gets 404 as a non-participant (%s), the same as for an unknown chat",
    async (userId) => {
      const token = await cloud.issuer.issue({ userId });
      const unknown = "404 not_found";
      expect(await chatOperationsWith(token)).toEqual([unknown, unknown, unknown]);
      const api = apiWith(cloud, token);
      const [mine, none] = await Promise.all([
        api.get(`${chats}/${chatId}`),
        api.get(`${chats}/01NOSUCHCHAT`),
      ]);
      const { traceId: _one, ...real } = Object(mine.body);
      const { traceId: _other, ...imagined } = Object(none.body);
      expect(real).toEqual(imagined);
    },
  );

  it("gets 403 with conversations disabled, except from /me", async () => {
    const api = await apiAs(cloud, "off");
    expect(codeOf(await api.get(chats))).toBe("403 conversations_disabled");
    expect(codeOf(await api.get("/me"))).toBe("200");
    expect(await handshakeStatus(cloud, { token: await cloud.issuer.issue({ userId: "off" }) })).toBe(403);
  });

  it("gets 403 with the wrong kind of token", async () => {
    const service = await cloud.issuer.issue({ scope: "directory.write" });
    const scope = "403 insufficient_scope";
    expect(await chatOperationsWith(service)).toEqual([scope, scope, scope]);
    expect(codeOf(await apiWith(cloud, service).get("/me"))).toBe(scope);
    expect(codeOf(await (await apiAs(cloud, "ana")).put("/directory/users/ana", user))).toBe(scope);
    const withScope = await cloud.issuer.issue({ userId: "ana", scope: "openid directory.write" });
    expect(codeOf(await apiWith(cloud, withScope).put("/directory/users/ana", user))).toBe(scope);
    expect(codeOf(await apiWith(cloud, withScope).get("/me"))).toBe("200");
    expect(await handshakeStatus(cloud, { token: service })).toBe(403);
  });
});

describe("an agency user", () => {
  it("creates a chat in a sub-account, but cannot be added to one there", async () => {
    const gus = await apiAs(cloud, "gus");
    const chat = await startChat(gus, ["ben"]);
    expect(chat.participantIds).toEqual(["gus", "ben"]);
    expect(codeOf(await gus.get(`${chats}/${chat.id}`))).toBe("200");
    expect(codeOf(await (await apiAs(cloud, "ana")).post(chats, { participantIds: ["gus"] }))).toBe(
      "422 not_a_location_user",
    );
  });
});

describe("before general availability", () => {
  it("chat operations get 403 feature_not_enabled", async () => {
    const early = await startTestCloud({ generalAvailability: "2099-01-01" });
    try {
      const api = await apiAs(early, "ana");
      expect(codeOf(await api.get(chats))).toBe("403 feature_not_enabled");
      expect(codeOf(await api.post(chats, { participantIds: ["ben"] }))).toBe("403 feature_not_enabled");
      expect(codeOf(await api.get("/me"))).toBe("200");
    } finally {
      await early.stop();
    }
  });
});
