/** A demo user. Together they cover the different access rights. A name begins with the id, capitalized. */
export interface Person {
  readonly id: string;
  readonly name: string;
  readonly type: "agency" | "account";
  readonly role: "admin" | "user";
  readonly locationIds: readonly string[];
  readonly assignedDataOnly?: boolean;
}

export const companyId = "acme";

export const locations = [
  { id: "loc-main", name: "Main Street Dental" },
  { id: "loc-other", name: "Other Lane Fitness" },
] as const;

export const people: readonly Person[] = [
  { id: "ana", name: "Ana Alvarez", type: "account", role: "admin", locationIds: ["loc-main"] },
  { id: "ben", name: "Ben Brooks", type: "account", role: "user", locationIds: ["loc-main"] },
  {
    id: "cara",
    name: "Cara Costa",
    type: "account",
    role: "user",
    locationIds: ["loc-main"],
    assignedDataOnly: true,
  },
  { id: "dan", name: "Dan Dietrich", type: "account", role: "user", locationIds: ["loc-main"] },
  { id: "eve", name: "Eve Evans", type: "account", role: "user", locationIds: ["loc-other"] },
  { id: "gus", name: "Gus Grant", type: "agency", role: "admin", locationIds: [] },
  { id: "gil", name: "Gil Gomez", type: "agency", role: "user", locationIds: [] },
];

/** Customer conversations of `loc-main`. Cara owns the first, follows the second and cannot see the third. */
export const conversations = [
  { id: "conv-owned", contactName: "Olga Owen", assignedTo: "cara", followers: ["ana"], unreadCount: 2 },
  { id: "conv-followed", contactName: "Felix Ford", assignedTo: "ben", followers: ["cara"], unreadCount: 0 },
  { id: "conv-other", contactName: "Theo Tran", assignedTo: "dan", followers: [], unreadCount: 1 },
] as const;
