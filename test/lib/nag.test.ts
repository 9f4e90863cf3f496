import { AwsSolutionsChecks, ServerlessChecks } from "cdk-nag";
import { describe, expect, it } from "vitest";
import { stages } from "../../lib/stages.ts";
import { nagExceptions } from "./nag-exceptions.ts";
import { stackOf } from "./synth.ts";

interface Finding {
  readonly rule: string;
  readonly construct: string;
}

/** Violations that the packs find, errors only. */
function findingsOf(stage: string): Finding[] {
  const stack = stackOf(stage);
  return [new AwsSolutionsChecks(), new ServerlessChecks()].flatMap((pack) =>
    pack
      .validateScope(stack)
      .violations.filter(({ severity }) => severity === "error")
      .flatMap(({ ruleName, violatingResources }) =>
        violatingResources.map(({ constructPath = "" }) => ({ rule: ruleName, construct: constructPath })),
      ),
  );
}

const covers = (finding: Finding) => (exception: (typeof nagExceptions)[number]) =>
  exception.findings.test(finding.rule) && exception.constructs.test(finding.construct);

const findings = new Map(Object.keys(stages).map((stage) => [stage, findingsOf(stage)]));

describe("AWS's rules for solutions and for serverless", () => {
  it.each([...findings])("find nothing in %s without a documented exception", (_stage, found) => {
    expect(found.length).toBeGreaterThan(20);
    expect(found.filter((finding) => !nagExceptions.some(covers(finding)))).toEqual([]);
  });

  it("have few exceptions, each of them needed and explained", () => {
    const all = [...findings.values()].flat();
    expect(nagExceptions.length).toBeLessThanOrEqual(10);
    for (const exception of nagExceptions) {
      expect(
        all.some((finding) => covers(finding)(exception)),
        `${exception.findings}`,
      ).toBe(true);
      expect(exception.reason).toMatch(/^.{40,}\.$/s);
    }
  });
});
