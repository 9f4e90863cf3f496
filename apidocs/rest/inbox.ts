import { UserPage } from "../../functions/domain/directory/list-users.ts";
import { Labs } from "../../functions/domain/directory/location.ts";
import { ConversationPage } from "../../functions/domain/inbox/list-conversations.ts";
import { Inbox } from "../../functions/domain/inbox/read-inbox.ts";
import { inboxOperations } from "../../functions/rest/inbox.ts";
import type { OperationName } from "../../functions/rest/routes.ts";
import { conversation, cursor } from "../examples.ts";
import { answer, type OperationDoc } from "./operation-doc.ts";

const operations = inboxOperations;

const on = { internalChat: true };

export const inboxDocs = {
  getInbox: {
    summary: "Count unread conversations and chats",
    operation: operations.getInbox,
    answers: {
      200: answer("The counts, by folder.", Inbox, {
        team: { unread: 12 },
        assignedToMe: { unread: 3 },
        internalChat: { unread: 1 },
      }),
    },
  },
  listConversations: {
    summary: "List customer conversations",
    text: "By `lastMessageDate`, latest first. Users with `assignedDataOnly` see the conversations that they own or follow; other users see all.",
    operation: operations.listConversations,
    answers: {
      200: answer("A page of the folder.", ConversationPage, {
        conversations: [conversation],
        nextCursor: cursor,
      }),
    },
  },
  listUsers: {
    summary: "List the users who can be added to chats",
    text: "These are the location's own users. Sorted by name.",
    operation: operations.listUsers,
    answers: {
      200: answer("A page of users.", UserPage, {
        users: [{ id: "ben", name: "Ben", email: "ben@example.com", role: "user" }],
      }),
    },
  },
  getLabs: {
    summary: "Get the Labs settings",
    operation: operations.getLabs,
    answers: { 200: answer("The settings in force.", Labs, on) },
  },
  putLabs: {
    summary: "Turn Internal Chat on or off",
    text: "For admins. After general availability the choice is stored but has no effect.",
    operation: operations.putLabs,
    request: on,
    answers: { 200: answer("The settings now in force.", Labs, on) },
    errors: ["admin_required"],
  },
} satisfies Partial<Record<OperationName, OperationDoc>>;
