import type { Route } from "../../functions/rest/routes.ts";

/** The groups in which a reader looks for an operation, by the beginning of its path. */
const sections = [
  {
    name: "Chats",
    prefix: "/locations/{locationId}/internal-chats",
    description:
      "User token: chats that the caller is in. Everybody else gets the 404 of a chat that does not exist.",
  },
  {
    name: "Inbox",
    prefix: "/locations/{locationId}",
    description: "User token: customer conversations, counts, people and Labs.",
  },
  { name: "Me", prefix: "/me", description: "User token: the caller, their notifications and devices." },
  {
    name: "Directory",
    prefix: "/directory",
    description:
      "Service token: the CRM platform keeps the directory of locations, users and customer conversations in step.",
  },
  { name: "Service", prefix: "/health", description: "No token." },
];

export const tags = sections.map(({ name, description }) => ({ name, description }));

export function tagOf({ path }: Route): string {
  const section = sections.find(({ prefix }) => path.startsWith(prefix));
  if (section === undefined) throw new Error(`${path}: no section in apidocs/rest/tags.ts`);
  return section.name;
}
