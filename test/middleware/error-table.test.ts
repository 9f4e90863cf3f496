import { STATUS_CODES } from "node:http";
import { expect, it } from "vitest";
import { ChatError, ErrorCode } from "../../functions/domain/errors.ts";
import { failureOf } from "../../functions/middleware/error-table.ts";

it.each(ErrorCode.options)("%s has a status, and the reason phrase that Node has for it", (code) => {
  const { statusCode, error } = failureOf(new ChatError(code, "Why"));
  expect(error).toBe(STATUS_CODES[statusCode]);
});

it("says nothing about an error that is not ours", () => {
  expect(failureOf(new Error("secret"))).toEqual({
    statusCode: 500,
    code: "internal",
    error: "Internal Server Error",
    message: "Something went wrong",
  });
});
