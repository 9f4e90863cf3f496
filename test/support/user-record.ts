const updatedAt = "2026-01-01T00:00:00.000Z";

/** A user record as the CRM platform sends it. */
export function userRecord(name: string, changes: object = {}) {
  return {
    companyId: "acme",
    name,
    email: `${name}@example.com`,
    roles: { type: "account", role: "user", locationIds: ["loc-main"] },
    permissions: { conversationsEnabled: true, assignedDataOnly: false },
    updatedAt,
    ...changes,
  };
}
