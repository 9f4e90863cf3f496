import type { Route } from "../../functions/rest/routes.ts";

/** The groups of operations in the document, by path prefix; the first match counts. */
const sections = [
  {
    name: "Chats",
    prefix: "/locations/{locationId}/internal-chats",
    description:
      "User token. The chats of the caller. Other users get the same 404 as for a chat that does not exist.",
  },
  {
    name: "Inbox",
    prefix: "/locations/{locationId}",
    description: "User token. Customer conversations, unread counts, users and Labs.",
  },
  {
    name: "Me",
    prefix: "/me",
    description: "User token. The caller, their notification preferences and devices.",
  },
  {
    name: "Directory",
    prefix: "/directory",
    description:
      "Service token. The CRM platform updates the directory of locations, users and customer conversations.",
  },
  { name: "Service", prefix: "/health", description: "No token." },
];

export const tags = sections.map(({ name, description }) => ({ name, description }));

export function tagOf({ path }: Route): string {
  const section = sections.find(({ prefix }) => path.startsWith(prefix));
  if (section === undefined) throw new Error(`${path}: no section in apidocs/rest/tags.ts`);
  return section.name;
}
