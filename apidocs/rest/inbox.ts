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
    summary: "Count what is unread",
    operation: operations.getInbox,
    answers: {
      200: answer("The folders of the inbox.", Inbox, {
        team: { unread: 12 },
        assignedToMe: { unread: 3 },
        internalChat: { unread: 1 },
      }),
    },
  },
  listConversations: {
    summary: "List customer conversations",
    text: "By `lastMessageDate`, newest first. Users with `assignedDataOnly` see those that they own or follow, others all.",
    operation: operations.listConversations,
    answers: {
      200: answer("A page of the folder.", ConversationPage, {
        conversations: [conversation],
        nextCursor: cursor,
      }),
    },
  },
  listUsers: {
    summary: "List whom one can add",
    text: "The location's own users, by name.",
    operation: operations.listUsers,
    answers: {
      200: answer("A page of users.", UserPage, {
        users: [{ id: "ben", name: "Ben", email: "ben@example.com", role: "user" }],
      }),
    },
  },
  getLabs: {
    summary: "Is Internal Chat on?",
    operation: operations.getLabs,
    answers: { 200: answer("What is in force.", Labs, on) },
  },
  putLabs: {
    summary: "Turn Internal Chat on or off",
    text: "For admins. After general availability it is stored without effect.",
    operation: operations.putLabs,
    request: on,
    answers: { 200: answer("What is in force now.", Labs, on) },
    errors: ["admin_required"],
  },
} satisfies Partial<Record<OperationName, OperationDoc>>;
