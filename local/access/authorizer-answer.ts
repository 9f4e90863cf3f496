import * as z from "zod";
import type { FunctionError } from "../lambda/invocation.ts";
import { evaluate, PolicyDocument } from "./policy.ts";

/** The answer of an API Gateway Lambda authorizer. */
export const AuthorizerAnswer = z.object({
  principalId: z.string(),
  policyDocument: PolicyDocument,
  /** Scalars only; the gateway passes them on as strings. */
  context: z.record(z.string(), z.union([z.string(), z.number(), z.boolean()]).transform(String)).default({}),
});
export type AuthorizerAnswer = z.infer<typeof AuthorizerAnswer>;

/** The part of the answer that the gateway adds to later events. */
export type AuthorizerContext = Readonly<Record<string, string | number>>;

/** The context for later events if the answer's policy allows the method, otherwise undefined. */
export function grantedContext(answer: AuthorizerAnswer, methodArn: string): AuthorizerContext | undefined {
  const { policyDocument, context, principalId } = answer;
  const decision = evaluate([policyDocument], { action: "execute-api:Invoke", resource: methodArn });
  return decision === "allowed" ? { ...context, principalId, integrationLatency: 0 } : undefined;
}

/** Whether an authorizer threw an error with exactly this message, which the gateway answers with 401. */
export function isUnauthorized({ errorMessage }: FunctionError): boolean {
  return errorMessage === "Unauthorized";
}
