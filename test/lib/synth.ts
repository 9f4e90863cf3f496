import { App } from "aws-cdk-lib";
import { Template } from "aws-cdk-lib/assertions";
import * as z from "zod";
import cdk from "../../cdk.json" with { type: "json" };
import { constructId, functionTable } from "../../lib/function-table.ts";
import { InternalChatStack } from "../../lib/internal-chat-stack.ts";
import { type StageSettings, stages } from "../../lib/stages.ts";

/** The template of a stage, without bundles and the CDK's validation, which `internal-chat.test.ts` covers. */
export function synthesize(stage: string, changes: Partial<StageSettings> = {}): Template {
  return Template.fromStack(stackOf(stage, changes));
}

export function stackOf(stage: string, changes: Partial<StageSettings> = {}): InternalChatStack {
  const settings = stages[stage];
  if (settings === undefined) throw new Error(`no stage ${stage}`);
  const app = new App({
    context: { ...cdk.context, "aws:cdk:bundling-stacks": [] },
    analyticsReporting: false,
    // It takes four fifths of the time.
    builtinCloudFormationValidation: false,
  });
  const changed = { ...settings, ...changes };
  return new InternalChatStack(app, `internal-chat-${stage}`, { stage, settings: changed });
}

const Resource = z.object({ Type: z.string(), Properties: z.record(z.string(), z.unknown()).default({}) });
const Resources = z.record(z.string(), Resource);

/** The properties of all resources of a type, by logical id. */
export function resources(template: Template, type: string): Map<string, Record<string, unknown>> {
  const all = Resources.parse(template.toJSON().Resources);
  return new Map(
    Object.entries(all)
      .filter(([, resource]) => resource.Type === type)
      .map(([id, resource]) => [id, resource.Properties]),
  );
}

/** The logical id of the only resource of the type whose id contains the name. @throws Error */
export function idOf(template: Template, type: string, name: string): string {
  const ids = [...resources(template, type).keys()].filter((id) => id.includes(name));
  const [id] = ids;
  if (id === undefined || ids.length > 1) throw new Error(`${ids.length} resources ${type} named ${name}`);
  return id;
}

const Statement = z.object({
  Effect: z.string(),
  Action: z.union([z.string().transform((action) => [action]), z.array(z.string())]),
  Resource: z.unknown(),
  Condition: z.unknown().optional(),
});
const Policy = z.object({ PolicyDocument: z.object({ Statement: z.array(Statement) }) });
export type Statement = z.output<typeof Statement>;

/** The stack's functions, as their logical ids name them. */
export const functionNames: readonly string[] = functionTable.map(({ entry }) => constructId(entry));

/** The statements of a function's role. */
export function statementsOf(template: Template, functionName: string): Statement[] {
  const policies = [...resources(template, "AWS::IAM::Policy")].filter(([id]) =>
    id.startsWith(`Functions${functionName}Role`),
  );
  return policies.flatMap(([, properties]) => statementsIn(properties));
}

/** The statements of a policy's properties. */
export function statementsIn(properties: unknown): Statement[] {
  return Policy.parse(properties).PolicyDocument.Statement;
}
