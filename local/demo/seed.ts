import { routes } from "../../functions/rest/routes.ts";
import { companyId, conversations, locations, type Person, people } from "./people.ts";

/** Fixed and in the past, so that seeding again changes nothing and a user's own update wins. */
const updatedAt = "2025-01-01T00:00:00.000Z";

/** Writes the demo data as the CRM platform does: through the directory routes, with a service token. */
export async function seedDemoData(url: string, serviceToken: string): Promise<void> {
  const put = async (path: string, body: object) => {
    const response = await fetch(`${url}/directory/${path}`, {
      method: "PUT",
      headers: { Authorization: `Bearer ${serviceToken}`, "Content-Type": "application/json" },
      body: JSON.stringify({ ...body, updatedAt }),
    });
    if (response.ok) return;
    throw new Error(
      `demo data: PUT /directory/${path} answered ${response.status}: ${await response.text()}`,
    );
  };
  const known = (path: string) =>
    routes.some((route: { method: string; path: string }) => route.path === path);

  // In sequence, because parallel requests would only start more sandboxes.
  for (const { id, name } of locations) await put(`locations/${id}`, { companyId, name });
  for (const person of people) await put(`users/${person.id}`, userRecord(person));
  if (!known("/directory/conversations/{conversationId}")) return;
  for (const { id, ...conversation } of conversations) {
    await put(`conversations/${id}`, conversationRecord(id, conversation));
  }
}

function userRecord({ id, name, type, role, locationIds, assignedDataOnly = false }: Person): object {
  return {
    companyId,
    name,
    email: `${id}@acme.example`,
    roles: { type, role, locationIds },
    permissions: { conversationsEnabled: true, assignedDataOnly },
  };
}

function conversationRecord(id: string, conversation: { contactName: string }): object {
  return {
    locationId: "loc-main",
    contactId: id.replace("conv", "contact"),
    lastMessageBody: `Hello, this is ${conversation.contactName}.`,
    lastMessageType: "TYPE_SMS",
    lastMessageDate: updatedAt,
    ...conversation,
  };
}
