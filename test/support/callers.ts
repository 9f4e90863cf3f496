import { apiWith } from "./api-client.ts";
import type { TestCloud } from "./local-cloud.ts";
import { userRecord } from "./user-record.ts";

/** Every kind of caller, for a chat of ana, ben and nora in `loc-main`. */
export const callers = [
  "participant",
  "added without history",
  "other user of the location",
  "user of another location",
  "other company's agency admin",
  "own agency admin, not in the chat",
  "deleted user",
  "conversations disabled",
  "login as",
  "service token",
  "no token",
  "expired token",
] as const;
export type CallerKind = (typeof callers)[number];

/** Writes the users that the demo data does not have. */
export async function seedCallers(cloud: TestCloud): Promise<void> {
  const service = apiWith(cloud, await cloud.issuer.issue({ scope: "directory.write" }));
  const agencyAdmin = { type: "agency", role: "admin", locationIds: [] };
  const off = { conversationsEnabled: false, assignedDataOnly: false };
  await service.put("/directory/users/nora", userRecord("Nora"));
  await service.put("/directory/users/zed", userRecord("Zed", { companyId: "other", roles: agencyAdmin }));
  await service.put("/directory/users/gone", userRecord("Gone", { deleted: true }));
  await service.put("/directory/users/off", userRecord("Off", { permissions: off }));
}

/** A token of each kind of caller; undefined for a caller without one. */
export async function tokensOf(cloud: TestCloud): Promise<Record<CallerKind, string | undefined>> {
  const of = (userId: string) => cloud.issuer.issue({ userId });
  return {
    participant: await of("ana"),
    "added without history": await of("nora"),
    "other user of the location": await of("dan"),
    "user of another location": await of("eve"),
    "other company's agency admin": await of("zed"),
    "own agency admin, not in the chat": await of("gus"),
    "deleted user": await of("gone"),
    "conversations disabled": await of("off"),
    "login as": await cloud.issuer.issue({ userId: "gus", actAs: "ana" }),
    "service token": await cloud.issuer.issue({ scope: "directory.write" }),
    "no token": undefined,
    "expired token": await cloud.issuer.issue({ userId: "ana", expiresInSeconds: -10 }),
  };
}
