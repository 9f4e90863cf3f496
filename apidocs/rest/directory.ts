import { directoryOperations } from "../../functions/rest/directory.ts";
import type { OperationName } from "../../functions/rest/routes.ts";
import { conversation } from "../examples.ts";
import { Applied } from "../schemas/answers.ts";
import { answer, type OperationDoc } from "./operation-doc.ts";

const operations = directoryOperations;

const text =
  "Updates may come twice and out of order: an `updatedAt` that is not newer than the stored one applies nothing.";
const answers = { 200: answer("What became of it.", Applied, { applied: true }) };
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
    text: `${text} Who loses access is disconnected at once.`,
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
    text: `${text} Those who watch are told.`,
    operation: operations.putConversation,
    request: { ...conversationFields, updatedAt },
    answers,
  },
} satisfies Partial<Record<OperationName, OperationDoc>>;
