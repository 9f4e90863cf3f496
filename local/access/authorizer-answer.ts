import * as z from "zod";
import { PolicyDocument } from "./policy.ts";

/** What an API Gateway Lambda authorizer returns. */
export const AuthorizerAnswer = z.object({
  principalId: z.string(),
  policyDocument: PolicyDocument,
  /** Scalars only, handed on as strings. */
  context: z.record(z.string(), z.union([z.string(), z.number(), z.boolean()]).transform(String)).default({}),
});
export type AuthorizerAnswer = z.infer<typeof AuthorizerAnswer>;
