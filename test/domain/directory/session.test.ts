import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { sessionFrom } from "../../../functions/domain/directory/session.ts";

const exp = 1_800_000_000;
const kindOf = (claims: object) => sessionFrom({ exp, ...claims })?.kind ?? "refused";

describe("a token with the scope directory.write", () => {
  const scope = "openid directory.write";

  it.each([
    ["no subject", {}],
    ["its client as the subject (RFC 9068)", { sub: "crm", client_id: "crm" }],
    ["its client as the subject, in azp", { sub: "crm", azp: "crm" }],
    ["Auth0's subject of a client", { sub: "crm@clients", azp: "crm" }],
    ["its client in azp, and something else in client_id", { sub: "crm", azp: "crm", client_id: 5 }],
  ])("is a service's with %s", (_what, claims) => {
    expect(kindOf({ scope, ...claims })).toBe("service");
  });

  it.each([
    ["a subject and no client", { sub: "ana" }],
    ["a subject that is not its client", { sub: "ana", client_id: "app", azp: "app" }],
    ["a subject that only ends as a client's", { sub: "ana@clients", azp: "app" }],
    ["a subject like Auth0's, of client_id", { sub: "app@clients", client_id: "app" }],
    ["an empty client", { sub: "@clients", azp: "" }],
    ["an empty subject", { sub: "" }],
    ["an actor", { sub: "crm", client_id: "crm", act: { sub: "gus" } }],
  ])("is no service's with %s", (_what, claims) => {
    expect(kindOf({ scope, ...claims })).not.toBe("service");
  });

  it("is a user's with every user as the subject, whatever else it holds", () => {
    const userId = fc.stringMatching(/^[A-Za-z0-9_-]{1,64}$/);
    const others = fc.record({ client_id: fc.jsonValue(), azp: fc.jsonValue(), cid: fc.jsonValue() });
    fc.assert(
      fc.property(userId, others, (sub, claims) => {
        fc.pre(claims.client_id !== sub && claims.azp !== sub);
        expect(kindOf({ scope, sub, ...claims })).toBe("user");
      }),
    );
  });
});

describe("a token without that scope", () => {
  it.each([undefined, "", "openid", "directory.writer", "directory.write,openid", "DIRECTORY.WRITE"])(
    "is no service's: %j",
    (scope) => {
      expect(kindOf({ scope })).toBe("refused");
      expect(kindOf({ scope, sub: "crm", client_id: "crm" })).toBe("user");
    },
  );
});
