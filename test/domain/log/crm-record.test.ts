import { expect, it } from "vitest";
import { CrmRecords } from "../../../functions/domain/log/crm-record.ts";

it("drops a duplicate record, but counts it against the limit of 10", () => {
  const contact = { type: "contact" as const, id: "a" };
  const others = [
    { type: "opportunity" as const, id: "a" },
    { type: "contact" as const, id: "b" },
  ];
  expect(CrmRecords.parse([contact, ...others, contact])).toEqual([contact, ...others]);
  expect(CrmRecords.safeParse(Array.from({ length: 11 }, () => contact)).success).toBe(false);
});
