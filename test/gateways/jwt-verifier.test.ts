import { createHmac, generateKeyPairSync, type KeyObject, randomBytes, sign } from "node:crypto";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { JwksTokenVerifier } from "../../functions/gateways/jwt-verifier.ts";

const issuer = "https://issuer.test";
const audience = "internal-chat";
const now = Math.floor(Date.now() / 1000);

const ec = generateKeyPairSync("ec", { namedCurve: "P-256" });
const other = generateKeyPairSync("ec", { namedCurve: "P-256" });
const rsa = generateKeyPairSync("rsa", { modulusLength: 2048 });
const ed = generateKeyPairSync("ed25519");
const jwk = (key: KeyObject, kid: string, fields: object = {}) => ({
  ...key.export({ format: "jwk" }),
  kid,
  ...fields,
});

const keySet = [
  jwk(ec.publicKey, "k1", { alg: "ES256", use: "sig" }),
  jwk(rsa.publicKey, "rsa"),
  jwk(ed.publicKey, "ed"),
  jwk(ec.publicKey, "for encryption", { use: "enc" }),
];
const verifierWith = (jwks: string | undefined) =>
  new JwksTokenVerifier({ issuer, audience, jwksUri: "https://127.0.0.1:1/jwks.json", jwks });
const verifier = verifierWith(JSON.stringify({ keys: keySet }));

const encode = (value: unknown) =>
  Buffer.from(typeof value === "string" ? value : JSON.stringify(value)).toString("base64url");
const es256 = (input: string, key = ec.privateKey) =>
  sign("sha256", Buffer.from(input), { key, dsaEncoding: "ieee-p1363" });

const goodHeader = { alg: "ES256", kid: "k1", typ: "JWT" };
const goodClaims = { sub: "ana", iss: issuer, aud: audience, iat: now, exp: now + 600 };

/** Signed with the issuer's key, whatever it says. Strings stand for themselves, not for JSON. */
function signed(header: unknown, claims: unknown, signer: (input: string) => Buffer = es256): string {
  const input = `${encode(header)}.${encode(claims)}`;
  return `${input}.${signer(input).toString("base64url")}`;
}
const withHeader = (fields: object) => signed({ ...goodHeader, ...fields }, goodClaims);
const withClaims = (fields: object) => signed(goodHeader, { ...goodClaims, ...fields });

const isObject = (value: unknown) => typeof value === "object" && value !== null && !Array.isArray(value);
const isIn = (values: readonly string[]) => (value: unknown) =>
  typeof value === "string" && values.includes(value.toLowerCase());
const jsonBut = (allowed: (value: unknown) => boolean) => fc.jsonValue().filter((value) => !allowed(value));
const [signedHeader = "", signedClaims = "", signature = ""] = signed(goodHeader, goodClaims).split(".");
const withSignature = (bytes: Uint8Array) =>
  `${signedHeader}.${signedClaims}.${Buffer.from(bytes).toString("base64url")}`;

const isNumber = (value: unknown) => typeof value === "number";
const far = fc.oneof(
  fc.constantFrom(253402300800, 1e15, 1e300, Number.MAX_VALUE),
  fc.double({ min: 253402300800, noNaN: true, noDefaultInfinity: true }),
);
/** JSON has no numbers like these, but takes the text of some. */
const notFinite = fc
  .constantFrom("1e400", "-1e400", "NaN", "Infinity")
  .map((number) => JSON.stringify({ ...goodClaims, exp: 0 }).replace('"exp":0', `"exp":${number}`));

/** Tokens that prove nothing, by what is wrong with them. */
const broken: Record<string, fc.Arbitrary<string>> = {
  "text that is no token": fc.oneof(
    fc.string({ unit: "binary", maxLength: 300 }),
    fc.array(fc.base64String(), { maxLength: 6 }).map((parts) => parts.join(".")),
    fc.jsonValue().map((value) => signed(value, value).split(".").slice(0, 2).join(".")),
    fc.nat(200).map((depth) => signed("[".repeat(depth * 100), goodClaims)),
    fc.nat(30).map((size) => withHeader({ kid: "k".repeat(size * 1000 + 3) })),
  ),
  "a header or claims that are no object": fc.oneof(
    fc.string().map((text) => signed(text, goodClaims)),
    fc.string().map((text) => signed(goodHeader, text)),
    jsonBut(isObject).map((value) => signed(JSON.stringify(value), goodClaims)),
    jsonBut(isObject).map((value) => signed(goodHeader, JSON.stringify(value))),
  ),
  "another signature": fc.oneof(
    fc.uint8Array({ maxLength: 200 }).map(withSignature),
    fc.nat(511).map((bit) => {
      const bytes = Buffer.from(signature, "base64url");
      bytes[bit >> 3] = (bytes[bit >> 3] ?? 0) ^ (1 << (bit & 7));
      return withSignature(bytes);
    }),
    fc.constantFrom(1, 63, 65).map((size) => withSignature(randomBytes(size))),
    fc.nat(63).map((size) => withSignature(Buffer.from(signature, "base64url").subarray(0, size))),
    fc
      .uint8Array({ minLength: 1, maxLength: 9 })
      .map((more) => withSignature(Buffer.concat([Buffer.from(signature, "base64url"), more]))),
    fc.constant("").map(() => signed(goodHeader, goodClaims, (input) => es256(input, other.privateKey))),
  ),
  "another spelling": fc.oneof(
    fc.constantFrom("=", "==", "A", "\n", " ", "%3D").map((more) => `${withHeader({})}${more}`),
    fc.constantFrom("B", "C", "D", "E").map((last) => {
      const token = withHeader({});
      const next = String.fromCharCode(token.charCodeAt(token.length - 1) + 1);
      return token.slice(0, -1) + (/[A-Za-z0-9_-]/.test(next) ? next : last);
    }),
  ),
  "another algorithm": fc.oneof(
    fc.constantFrom("none", "None", "NONE", "").map((alg) => `${encode({ alg })}.${signedClaims}.`),
    fc.constantFrom("none", "", undefined).map((alg) => withHeader({ alg })),
    fc.constantFrom(...keySet).chain(({ kid }) =>
      fc.constantFrom("HS256", "HS384", "HS512").map((alg) =>
        // The published key, taken for the secret of a symmetric algorithm.
        signed({ alg, kid }, goodClaims, (input) =>
          createHmac(`sha${alg.slice(2)}`, ec.publicKey.export({ format: "pem", type: "spki" }))
            .update(input)
            .digest(),
        ),
      ),
    ),
    fc.constantFrom("rsa", "ed", "for encryption").map((kid) => withHeader({ kid })),
    jsonBut((value) => value === "ES256").map((alg) => withHeader({ alg })),
  ),
  "another key": fc.oneof(
    jsonBut(isIn(keySet.map(({ kid }) => kid))).map((kid) => withHeader({ kid })),
    fc.constant(undefined).map((kid) => withHeader({ kid, jwk: jwk(other.publicKey, "k1") })),
    fc
      .constantFrom("jwk", "jku", "x5u")
      .map((name) =>
        signed({ ...goodHeader, [name]: jwk(other.publicKey, "k1") }, goodClaims, (input) =>
          es256(input, other.privateKey),
        ),
      ),
  ),
  "an extension that must be understood": fc.jsonValue().map((crit) => withHeader({ crit })),
  "a header of something else": fc.oneof(
    jsonBut(isIn(["jwt", "at+jwt", "application/at+jwt"])).map((typ) => withHeader({ typ })),
    fc
      .constantFrom("ID", "id+jwt", "id_token", "logout+jwt", "dpop+jwt", "secevent+jwt", "Bearer")
      .map((typ) => withHeader({ typ })),
  ),
  "claims of an ID token": fc.oneof(
    fc.constantFrom("ID", "id", "Refresh", "Offline", "Logout").map((typ) => withClaims({ typ })),
    jsonBut((value) => value === "access").map((token_use) => withClaims({ token_use })),
    fc.jsonValue().map((at_hash) => withClaims({ at_hash })),
    fc.jsonValue().map((c_hash) => withClaims({ c_hash })),
  ),
  "times that prove nothing": fc.oneof(
    far.map((exp) => withClaims({ exp })),
    far.map((nbf) => withClaims({ nbf })),
    far.map((time) => withClaims({ exp: -time })),
    fc.integer({ max: now - 2 }).map((exp) => withClaims({ exp })),
    fc.integer({ min: now + 3600 }).map((nbf) => withClaims({ nbf })),
    fc
      .constantFrom("exp", "nbf", "iat")
      .chain((name) => jsonBut(isNumber).map((value) => withClaims({ [name]: value }))),
    fc.constant(undefined).map((exp) => withClaims({ exp })),
    notFinite.map((text) => signed(goodHeader, text)),
  ),
  "another issuer or audience": fc.oneof(
    jsonBut(isIn([issuer])).map((iss) => withClaims({ iss })),
    jsonBut((aud) => JSON.stringify(aud).includes(audience)).map((aud) => withClaims({ aud })),
    fc.constantFrom("iss", "aud").map((name) => withClaims({ [name]: undefined })),
  ),
  "no user who could be known": fc.oneof(
    fc.constant(undefined).map((sub) => withClaims({ sub })),
    jsonBut((sub) => typeof sub === "string" && /^[\w-]{1,64}$/.test(sub)).map((sub) => withClaims({ sub })),
    fc.string({ unit: "binary", minLength: 65 }).map((sub) => withClaims({ sub })),
    jsonBut((act) => typeof act === "object" && act !== null && "sub" in act).map((act) =>
      withClaims({ act, scope: "directory.write" }),
    ),
    jsonBut((scope) => typeof scope === "string").map((scope) => withClaims({ scope })),
  ),
};

const RUNS_OF_A_KIND = 1700;

describe("a token that proves nothing", () => {
  it("is tried more than 20,000 times, in the tests below", () => {
    expect(Object.keys(broken).length * RUNS_OF_A_KIND).toBeGreaterThan(20_000);
  });

  it.each(Object.entries(broken))(
    "is refused: %s",
    async (_kind, tokens) => {
      await fc.assert(
        fc.asyncProperty(tokens, async (token) => {
          expect(await verifier.verify(token)).toBeUndefined();
        }),
        { numRuns: RUNS_OF_A_KIND },
      );
    },
    60_000,
  );
});

describe("a token that proves something", () => {
  const ana = { kind: "user", userId: "ana", actorId: null, expiresAt: now + 600 };

  it.each(["JWT", "jwt", "at+jwt", "AT+JWT", "application/at+jwt", undefined])(
    "may have the type %s",
    async (typ) => {
      expect(await verifier.verify(withHeader({ typ }))).toEqual(ana);
    },
  );

  it.each([
    { typ: "Bearer", nonce: "n-0S6_WzA2Mj", azp: "app" },
    { token_use: "access", client_id: "app" },
    { aud: ["account", audience], scope: "openid email" },
    { nbf: now - 60, iat: now + 30.5, jti: "1" },
  ])("may have the claims %o", async (claims) => {
    expect(await verifier.verify(withClaims(claims))).toEqual(ana);
  });

  it("may be signed by any of the issuer's keys", async () => {
    const byRsa = signed({ alg: "RS256", kid: "rsa" }, goodClaims, (input) =>
      sign("sha256", Buffer.from(input), rsa.privateKey),
    );
    const byEd = signed({ alg: "EdDSA", kid: "ed" }, goodClaims, (input) =>
      sign(null, Buffer.from(input), ed.privateKey),
    );
    expect(await verifier.verify(byRsa)).toEqual(ana);
    expect(await verifier.verify(byEd)).toEqual(ana);
  });

  it("may end in the last second of the year 9999", async () => {
    const exp = Date.parse("9999-12-31T23:59:59Z") / 1000;
    expect(await verifier.verify(withClaims({ exp }))).toEqual({ ...ana, expiresAt: exp });
  });
});

describe("the issuer's keys", () => {
  const token = withHeader({});
  const good = jwk(ec.publicKey, "k1");

  it.each([
    ["cannot be fetched", undefined],
    ["are no JSON", "{"],
    ["are no set", '{"keys":{}}'],
    ["are none", '{"keys":[]}'],
    ["are all of another use", JSON.stringify({ keys: [{ ...good, use: "enc" }] })],
    [
      "are all broken",
      JSON.stringify({
        keys: [
          { ...good, x: "AAAA" },
          { kty: "oct", k: "AA" },
        ],
      }),
    ],
  ])("that %s leave a token undecided", async (_what, jwks) => {
    await expect(verifierWith(jwks).verify(token)).rejects.toMatchObject({ code: "unavailable" });
  });

  it("are not asked for a token that cannot name one of them", async () => {
    const without = verifierWith(undefined);
    for (const text of ["x.y.z", "", `${token}=`, withHeader({ kid: 5 }), withHeader({ kid: undefined })]) {
      expect(await without.verify(text)).toBeUndefined();
    }
  });

  it.each([{ ...good, x: "AAAA" }, { kty: "new" }, { kty: "EC", kid: "k1" }, { kid: 5 }, null, "key"])(
    "are used although one of them is %o",
    async (bad) => {
      const partly = verifierWith(JSON.stringify({ keys: [{ kid: "bad", ...Object(bad) }, bad, good] }));
      expect(await partly.verify(token)).toMatchObject({ userId: "ana" });
      expect(await partly.verify(withHeader({ kid: "bad" }))).toBeUndefined();
    },
  );
});
