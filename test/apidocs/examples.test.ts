import { describe, expect, it } from "vitest";
import { errorExample } from "../../apidocs/examples.ts";
import { documented } from "../../apidocs/rest/operation-docs.ts";
import { hasBody } from "../../apidocs/rest/operation-errors.ts";
import { allMessages } from "../../apidocs/socket/messages.ts";
import { ErrorBody, ErrorCode } from "../../functions/domain/errors.ts";
import { checkAnswer } from "../support/rest-contract.ts";

const answers = documented.flatMap(({ route, doc }) =>
  Object.entries(doc.answers).map(([status, { schema, example }]) => ({ route, status, schema, example })),
);

describe("the schemas parse the examples", () => {
  it.each(documented.filter(({ route }) => hasBody(route)))(
    "of the request of $route.operation",
    ({ doc }) => {
      expect(doc.operation.body?.safeParse(doc.request)).toMatchObject({ success: true });
    },
  );

  it.each(answers)(
    "of answer $status of $route.operation, which have no other field",
    ({ route, status, schema, example }) => {
      expect(schema?.parse(example)).toEqual(example);
      const path = route.path.replaceAll(/\{\w+\}/g, "id");
      const headers = { has: () => true };
      checkAnswer({ method: route.method, path, status: Number(status), headers, body: example });
    },
  );

  it.each(allMessages)("of the frame $name", ({ schema, example }) => {
    expect(schema.parse(example)).toEqual(example);
  });

  it.each(ErrorCode.options)("of the error %s", (code) => {
    expect(ErrorBody.parse(errorExample(code))).toMatchObject({ code });
  });
});
