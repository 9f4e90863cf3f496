import { directoryOperations } from "../../functions/rest/directory.ts";
import type { OperationName } from "../../functions/rest/routes.ts";
import { conversation } from "../examples.ts";
import { Applied } from "../schemas/answers.ts";
import { answer, type OperationDoc } from "./operation-doc.ts";

const operations = directoryOperations;

const text =
  "Updates may be repeated or out of order: one whose `updatedAt` is not newer than the stored one is ignored.";
const answers = { 200: answer("Whether the update was applied.", Applied, { applied: true }) };
const updatedAt = "2025-07-15T09:12:31.006Z";
const { id: _id, dateAdded: _dateAdded, dateUpdated: _dateUpdated, ...conversationFields } = conversation;

export const directoryDocs = {
  putLocation: {
    summary: "Create or update a location",
    text,
    operation: operations.putLocation,
    request: { companyId: "acme", name: "Main Street", updatedAt },
    answers,
  },
  putUser: {
    summary: "Create, update or delete a user",
    text: `${text} Losing access closes the user's connections at once.`,
    operation: operations.putUser,
    request: {
      companyId: "acme",
      name: "Ben",
      email: "ben@example.com",
      roles: { type: "account", role: "user", locationIds: ["loc-main"] },
      permissions: { conversationsEnabled: true, assignedDataOnly: false },
      updatedAt,
    },
    answers,
  },
  putConversation: {
    summary: "Create, update or delete a customer conversation",
    text: `${text} Watching connections get an event.`,
    operation: operations.putConversation,
    request: { ...conversationFields, updatedAt },
    answers,
  },
} satisfies Partial<Record<OperationName, OperationDoc>>;
