import * as z from "zod";

/** Lambda's report of a failed function. */
export const FunctionError = z.object({
  errorType: z.string(),
  errorMessage: z.string(),
  trace: z.array(z.string()).optional(),
});
export type FunctionError = z.infer<typeof FunctionError>;

/** The result of an invocation: JSON text, an error of the function, or a refusal before it ran. */
export type InvocationResult =
  | { readonly kind: "result"; readonly payload: string }
  | { readonly kind: "failure"; readonly error: FunctionError }
  /** 429: the reserved concurrency is used up. 413: the payload is over 6 MB. 403: the caller has no permission. */
  | { readonly kind: "refused"; readonly status: 403 | 413 | 429; readonly message: string };
