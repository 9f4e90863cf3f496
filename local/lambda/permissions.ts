import * as z from "zod";
import { matches } from "../access/wildcard.ts";
import type { Stack } from "../template/stack.ts";

const Permission = z.object({
  Action: z.string(),
  FunctionName: z.string(),
  Principal: z.string(),
  SourceArn: z.string().optional(),
});

/** Whether a service may invoke a function on behalf of a resource, by the stack's `AWS::Lambda::Permission`s. */
export type MayInvoke = (functionArn: string, sourceArn: string) => boolean;

export function readPermissions(stack: Stack, principal: string): MayInvoke {
  const granted = stack
    .resources("AWS::Lambda::Permission", Permission)
    .map(({ properties }) => properties)
    .filter(({ Action, Principal }) => matches(Action, "lambda:InvokeFunction") && Principal === principal);
  return (functionArn, sourceArn) =>
    granted.some(
      ({ FunctionName, SourceArn }) =>
        (FunctionName === functionArn || functionArn.endsWith(`:function:${FunctionName}`)) &&
        matches(SourceArn ?? "*", sourceArn),
    );
}
