import * as z from "zod";
import { distinctIds, Id } from "../identifier.ts";
import { text } from "../text.ts";
import { Deleted, UpdatedAt, versionOf } from "./update-fields.ts";

export const Permissions = z
  .strictObject({
    conversationsEnabled: z.boolean().describe("The user may use Conversations, and so Internal Chat."),
    assignedDataOnly: z
      .boolean()
      .describe("The user sees only customer conversations that they own or follow."),
  })
  .describe("A user's permissions.");

/** A DynamoDB item holds 400 KB: 2,000 ids of up to 64 characters leave room for the rest. */
const MAX_LOCATIONS = 2000;

export const Roles = z
  .strictObject({
    type: z
      .enum(["agency", "account"])
      .describe("`agency` users have access to every location of their company."),
    role: z.enum(["admin", "user"]).describe("An `admin` may change Labs."),
    locationIds: distinctIds(MAX_LOCATIONS, "locations").describe("The locations that the user belongs to."),
  })
  .describe("A user's roles and locations.");

/** A user, as the CRM platform describes them. Decides what a token's owner may do. */
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
  /** The version of the last update; see `versionOf`. */
  updatedAt: z.string(),
});
export type Profile = z.infer<typeof Profile>;

/** Body of `PUT /directory/users/{userId}`. */
export const PutUserRequest = z
  .strictObject({
    companyId: Id.describe("The agency that the user belongs to."),
    name: text(200).describe("The name that others see."),
    email: text(320).describe("The email address that others see."),
    roles: Roles.describe("The user's roles and locations."),
    permissions: Permissions.describe("The user's permissions."),
    deleted: Deleted,
    updatedAt: UpdatedAt,
  })
  .describe("A user of the CRM.");
export type PutUserRequest = z.infer<typeof PutUserRequest>;

/** Answer of `GET /me`. */
export const Me = z
  .object({
    id: z.string().describe("The caller's user id."),
    name: z.string().describe("The name that others see."),
    email: z.string().describe("The email address that others see."),
    companyId: z.string().describe("The agency that the caller belongs to."),
    type: Roles.shape.type,
    role: Roles.shape.role,
    locationIds: z.array(z.string()).describe("The locations that the caller belongs to."),
    permissions: Permissions.describe("The caller's permissions."),
  })
  .describe("The caller.");
export type Me = z.infer<typeof Me>;

export function profileFrom(userId: string, { roles, ...update }: PutUserRequest): Profile {
  const { deleted = false } = update;
  return { ...update, ...roles, userId, deleted, updatedAt: versionOf(update) };
}

export function meFrom({ userId, deleted: _deleted, updatedAt: _updatedAt, ...rest }: Profile): Me {
  return { id: userId, ...rest };
}
