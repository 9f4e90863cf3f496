import { exportJWK, generateKeyPair, type JWTPayload, SignJWT, UnsecuredJWT } from "jose";
import { beforeAll, describe, expect, it } from "vitest";
import { authorizerHandler } from "../../functions/authorizer/authorize.ts";
import type { TokenVerifier } from "../../functions/domain/directory/ports.ts";
import { JwksTokenVerifier } from "../../functions/gateways/jwt-verifier.ts";
import { RecordingLog } from "../support/recording-log.ts";

const issuer = "https://issuer.test";
const audience = "internal-chat";
const allowedOrigins = ["https://app.test", "http://localhost:*"];

let keys: Awaited<ReturnType<typeof generateKeyPair>>;
let otherKeys: typeof keys;
let handler: ReturnType<typeof authorizerHandler>;

beforeAll(async () => {
  keys = await generateKeyPair("ES256", { extractable: true });
  otherKeys = await generateKeyPair("ES256", { extractable: true });
  const jwk = { ...(await exportJWK(keys.publicKey)), kid: "k1", alg: "ES256", use: "sig" };
  const jwks = JSON.stringify({ keys: [jwk] });
  const verifier = new JwksTokenVerifier({ issuer, audience, jwksUri: `${issuer}/jwks.json`, jwks });
  handler = authorizerHandler({ verifier, log: new RecordingLog(), allowedOrigins });
});

interface Token {
  readonly claims?: JWTPayload;
  readonly kid?: string;
  readonly key?: typeof keys.privateKey;
  /** Null: as the claims say. */
  readonly expiresIn?: string | null;
}

function sign({ claims = {}, kid = "k1", key = keys.privateKey, expiresIn = "10m" }: Token = {}) {
  const token = new SignJWT({ sub: "ana", iss: issuer, aud: audience, ...claims })
    .setProtectedHeader({ alg: "ES256", kid })
    .setIssuedAt();
  return (expiresIn === null ? token : token.setExpirationTime(expiresIn)).sign(key);
}

const rest = (authorizationToken: string) =>
  handler({ type: "TOKEN", authorizationToken, methodArn: "arn:aws:execute-api:us-east-1:0:api/v1/GET/me" });

const handshake = (
  headers: Record<string, string>,
  query: Record<string, string> | null = { locationId: "loc" },
) =>
  handler({
    type: "REQUEST",
    headers,
    queryStringParameters: query,
    methodArn: "arn:aws:execute-api:us-east-1:0:ws/v1/$connect",
  });

describe("the REST authorizer", () => {
  it("names the user of a token, and allows the whole API, as API Gateway caches the answer", async () => {
    const answer = await rest(`Bearer ${await sign()}`);
    expect(answer.principalId).toBe("ana");
    expect(answer.context).toEqual({ kind: "user", userId: "ana", expiresAt: expect.any(Number) });
    expect(answer.policyDocument.Statement).toEqual([
      { Effect: "Allow", Action: "execute-api:Invoke", Resource: "arn:aws:execute-api:us-east-1:0:api/v1/*" },
    ]);
  });

  it("names the actor of a Login-As token", async () => {
    const { context } = await rest(`Bearer ${await sign({ claims: { act: { sub: "gus" } } })}`);
    expect(context).toMatchObject({ userId: "ana", actorId: "gus" });
  });

  it("knows a service by its scope and its subject, and a user by everything else", async () => {
    const scope = "profile directory.write";
    const contextWith = async (claims: JWTPayload) =>
      (await rest(`Bearer ${await sign({ claims: { scope, ...claims } })}`)).context;
    expect(await contextWith({ sub: "crm", client_id: "crm" })).toMatchObject({ kind: "service" });
    expect(await contextWith({ sub: "ana" })).toMatchObject({ kind: "user", userId: "ana" });
    expect(await contextWith({ act: { sub: "gus" } })).toMatchObject({ kind: "user", actorId: "gus" });
  });

  it.each<[string, () => Promise<string> | string]>([
    ["that has expired", () => sign({ expiresIn: "-1s" })],
    ["of another issuer", () => sign({ claims: { iss: "https://evil.test" } })],
    ["for another audience", () => sign({ claims: { aud: "billing" } })],
    ["of an unknown key", () => sign({ kid: "k2" })],
    ["signed with another key", () => sign({ key: otherKeys.privateKey })],
    [
      "without a signature",
      () => new UnsecuredJWT({ sub: "ana" }).setIssuer(issuer).setAudience(audience).encode(),
    ],
    ["without a subject", () => sign({ claims: { sub: undefined } })],
    ["altered", async () => `${(await sign()).slice(0, -4)}AAAA`],
    ["no token at all", () => "x.y.z"],
    ["signed with one byte", async () => `${(await sign()).replace(/[^.]*$/, "AA")}`],
    ["good until the year 30 million", () => sign({ claims: { exp: 1e15 }, expiresIn: null })],
  ])("refuses a token that is %s", async (_what, token) => {
    await expect(rest(`Bearer ${await token()}`)).rejects.toThrow(/^Unauthorized$/);
  });

  it.each(["", "Bearer", "Basic abc", "Bearer a b"])("refuses the header %j", async (header) => {
    await expect(rest(header)).rejects.toThrow(/^Unauthorized$/);
  });

  it("does not answer Unauthorized when the keys are unavailable", async () => {
    const verifier: TokenVerifier = {
      verify: async () => {
        throw new Error("keys unavailable");
      },
    };
    const failing = authorizerHandler({ verifier, log: new RecordingLog(), allowedOrigins });
    const event = { type: "TOKEN", authorizationToken: "Bearer a.b.c", methodArn: "arn/v1/GET/me" };
    await expect(failing(event)).rejects.toThrow("keys unavailable");
  });
});

describe("the WebSocket authorizer", () => {
  it.each(["Sec-WebSocket-Protocol", "sec-websocket-protocol", "SEC-WEBSOCKET-PROTOCOL"])(
    "takes the token from the subprotocols in %s, and the location from the query",
    async (name) => {
      const answer = await handshake({ [name]: `internal-chat.v1, bearer.${await sign()}` });
      expect(answer.context).toMatchObject({ userId: "ana", locationId: "loc" });
    },
  );

  it("passes on a handshake without a location to the handler", async () => {
    const headers = { "Sec-WebSocket-Protocol": `internal-chat.v1,bearer.${await sign()}` };
    expect((await handshake(headers, null)).context).not.toHaveProperty("locationId");
  });

  it.each([
    ["a page of an allowed origin", "Origin", "https://app.test", "Allow"],
    ["a page of any port of localhost", "origin", "http://localhost:5173", "Allow"],
    ["another page", "Origin", "https://evil.test", "Deny"],
    ["a page whose origin begins with an allowed one", "Origin", "https://app.test.evil.test", "Deny"],
    ["a page with a hidden origin", "origin", "null", "Deny"],
  ])("answers %s (%s: %s) with %s", async (_what, name, origin, effect) => {
    const headers = { "Sec-WebSocket-Protocol": `internal-chat.v1, bearer.${await sign()}`, [name]: origin };
    const { Statement } = (await handshake(headers)).policyDocument;
    expect(Statement).toEqual([expect.objectContaining({ Effect: effect })]);
  });

  it("allows a client that sends no origin, as it is no browser", async () => {
    const headers = { "Sec-WebSocket-Protocol": `internal-chat.v1, bearer.${await sign()}` };
    const { Statement } = (await handshake(headers)).policyDocument;
    expect(Statement).toEqual([expect.objectContaining({ Effect: "Allow" })]);
  });

  it.each<[string, () => Promise<Record<string, string>>]>([
    ["no subprotocol", async () => ({})],
    ["no token", async () => ({ "Sec-WebSocket-Protocol": "internal-chat.v1" })],
    ["another protocol", async () => ({ "Sec-WebSocket-Protocol": `chat.v2, bearer.${await sign()}` })],
    ["a token in Authorization only", async () => ({ Authorization: `Bearer ${await sign()}` })],
  ])("refuses a handshake with %s", async (_what, headers) => {
    await expect(handshake(await headers())).rejects.toThrow(/^Unauthorized$/);
  });
});
