import * as z from "zod";
import { distinctIds, Id } from "../identifier.ts";
import { text } from "../text.ts";
import { SentTimestamp } from "../timestamp.ts";

const Permissions = z.strictObject({ conversationsEnabled: z.boolean(), assignedDataOnly: z.boolean() });

const Roles = z.strictObject({
  type: z.enum(["agency", "account"]),
  role: z.enum(["admin", "user"]),
  /** A DynamoDB item holds 400 KB: 2,000 ids of up to 64 characters leave room for the rest. */
  locationIds: distinctIds(2000, "locations"),
});

/** A user as the CRM platform tells us: the authority on what a token's owner may do. */
export const Profile = z.object({
  userId: z.string(),
  companyId: z.string(),
  name: z.string(),
  email: z.string(),
  type: Roles.shape.type,
  role: Roles.shape.role,
  locationIds: z.array(z.string()),
  permissions: z.object({ conversationsEnabled: z.boolean(), assignedDataOnly: z.boolean() }),
  deleted: z.boolean(),
  updatedAt: z.string(),
});
export type Profile = z.infer<typeof Profile>;

/** Body of `PUT /directory/users/{userId}`. */
export const PutUserRequest = z.strictObject({
  companyId: Id,
  name: text(200),
  email: text(320),
  roles: Roles,
  permissions: Permissions,
  deleted: z.boolean().optional(),
  updatedAt: SentTimestamp,
});
export type PutUserRequest = z.infer<typeof PutUserRequest>;

/** Answer of `GET /me`. */
export const Me = z.object({
  id: z.string(),
  name: z.string(),
  email: z.string(),
  companyId: z.string(),
  type: Roles.shape.type,
  role: Roles.shape.role,
  locationIds: z.array(z.string()),
  permissions: Permissions,
});
export type Me = z.infer<typeof Me>;

export function profileFrom(userId: string, { roles, deleted, ...rest }: PutUserRequest): Profile {
  return { ...rest, ...roles, userId, deleted: deleted ?? false };
}

export function meFrom({ userId, deleted: _deleted, updatedAt: _updatedAt, ...rest }: Profile): Me {
  return { id: userId, ...rest };
}
