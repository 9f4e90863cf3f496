import { Me } from "../../functions/domain/directory/user.ts";
import { NotificationPreferences } from "../../functions/domain/notifications/preferences.ts";
import { meOperations } from "../../functions/rest/me.ts";
import type { OperationName } from "../../functions/rest/routes.ts";
import { answer, type OperationDoc } from "./operation-doc.ts";

const operations = meOperations;

const preferences: NotificationPreferences = {
  internalChat: "every_message",
  quietHours: { start: "22:00", end: "07:00", timeZone: "Europe/Berlin" },
};

export const meDocs = {
  getMe: {
    summary: "Get the caller's profile",
    operation: operations.getMe,
    answers: {
      200: answer("The caller.", Me, {
        id: "ana",
        name: "Ana",
        email: "ana@example.com",
        companyId: "acme",
        type: "account",
        role: "admin",
        locationIds: ["loc-main"],
        permissions: { conversationsEnabled: true, assignedDataOnly: false },
      }),
    },
  },
  getPreferences: {
    summary: "Get the caller's notification preferences",
    text: "The default is `every_message` without quiet hours.",
    operation: operations.getPreferences,
    answers: { 200: answer("The preferences.", NotificationPreferences, preferences) },
  },
  putPreferences: {
    summary: "Set the caller's notification preferences",
    operation: operations.putPreferences,
    request: preferences,
    answers: { 200: answer("The preferences.", NotificationPreferences, preferences) },
  },
} satisfies Partial<Record<OperationName, OperationDoc>>;
