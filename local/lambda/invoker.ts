import { StartupError } from "../startup-error.ts";
import type { InvocationResult } from "./invocation.ts";
import type { LambdaFunction } from "./lambda-function.ts";
import type { MayInvoke } from "./permissions.ts";

/** Invokes a function for a gateway. The function's permission must name `sourceArn`. */
export type Invoke = (functionArn: string, sourceArn: string, event: unknown) => Promise<InvocationResult>;

export function createInvoke(functions: ReadonlyMap<string, LambdaFunction>, mayInvoke: MayInvoke): Invoke {
  return async (functionArn, sourceArn, event) => {
    const target = functions.get(functionArn);
    if (!target || !mayInvoke(functionArn, sourceArn)) {
      return {
        kind: "refused",
        status: 403,
        message: `No permission to invoke ${functionArn} for ${sourceArn}`,
      };
    }
    return target.invoke(event);
  };
}

/** The function's ARN in an integration's URI: `arn:…:apigateway:…:lambda:path/2015-03-31/functions/{arn}/invocations`. */
export function functionArnOf(uri: string): string {
  const arn = uri.match(/\/functions\/(.+)\/invocations$/)?.[1];
  if (!arn) throw new StartupError(`template: ${uri} names no function`);
  return arn;
}
