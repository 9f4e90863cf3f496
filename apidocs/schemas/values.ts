import { Labs } from "../../functions/domain/directory/location.ts";
import { PutUserRequest } from "../../functions/domain/directory/user.ts";
import { ErrorCode } from "../../functions/domain/errors.ts";
import { ClientKey, Id } from "../../functions/domain/identifier.ts";
import { CrmRecord } from "../../functions/domain/log/crm-record.ts";
import { HistoryAccess } from "../../functions/domain/log/entry.ts";
import { NotificationPreferences } from "../../functions/domain/notifications/preferences.ts";
import { type Component, object, value } from "./component.ts";

/** What requests and answers have in common: the same in both. */
export const valueComponents = {
  Id: value(Id, "An opaque id: ULIDs where the service mints them, the CRM's own where it does."),
  ClientKey: value(
    ClientKey,
    "A key that the client chooses, so that a retry is recognized. Lengths count code points; no control characters.",
  ),
  ErrorCode: value(ErrorCode, "Every way in which a request can fail. A closed set."),
  HistoryAccess: value(
    HistoryAccess,
    "What newcomers see of the log: `full`, all that the adder sees; `none`, from their own adding on. It cannot be changed afterwards.",
  ),
  CrmRecord: object(CrmRecord, "A reference to a CRM record that the chat or message is about.", {
    type: "What kind of record.",
    id: "The record's id in the CRM.",
  }),
  Labs: object(Labs, "What is in force in a location.", {
    internalChat: "Internal Chat is on. After general availability always true.",
  }),
  NotificationPreferences: object(NotificationPreferences, "What a user is notified of, in every location.", {
    internalChat: "`every_message` includes being added; `added_only` is that alone.",
    quietHours: "When devices stay silent; null for never.",
  }),
  QuietHours: object(
    NotificationPreferences.shape.quietHours.unwrap(),
    "Start inclusive, end exclusive; an end before the start is past midnight.",
    {
      start: "Local time, `HH:MM`.",
      end: "Local time, `HH:MM`.",
      timeZone: "IANA name, such as `Europe/Berlin`.",
    },
  ),
  Permissions: object(PutUserRequest.shape.permissions, "What a user may do.", {
    conversationsEnabled: "May use Conversations, and so Internal Chat.",
    assignedDataOnly: "Sees only customer conversations that they own or follow.",
  }),
} satisfies Record<string, Component>;
