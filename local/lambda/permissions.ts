import * as z from "zod";
import { matches } from "../access/wildcard.ts";
import type { Stack } from "../template/stack.ts";

const Permission = z.object({
  Action: z.string(),
  FunctionName: z.string(),
  Principal: z.string(),
  SourceArn: z.string().optional(),
});

/** Whether a service may invoke a function for a resource. */
export type MayInvoke = (functionArn: string, sourceArn: string) => boolean;

/** Reads the `AWS::Lambda::Permission`s of a principal. */
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
