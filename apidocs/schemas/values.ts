import { Labs } from "../../functions/domain/directory/location.ts";
import { Permissions } from "../../functions/domain/directory/user.ts";
import { ConflictReason, ErrorCode } from "../../functions/domain/errors.ts";
import { ClientKey, Id } from "../../functions/domain/identifier.ts";
import { CrmRecord } from "../../functions/domain/log/crm-record.ts";
import { HistoryAccess } from "../../functions/domain/log/entry.ts";
import { NotificationPreferences, QuietHours } from "../../functions/domain/notifications/preferences.ts";

/** Schemas that are the same in requests and answers. */
export const values = {
  Id,
  ClientKey,
  ErrorCode,
  ConflictReason,
  HistoryAccess,
  CrmRecord,
  Labs,
  NotificationPreferences,
  QuietHours,
  Permissions,
};
