import * as z from "zod";

/** How Lambda reports that a function failed. */
export const FunctionError = z.object({
  errorType: z.string(),
  errorMessage: z.string(),
  trace: z.array(z.string()).optional(),
});
export type FunctionError = z.infer<typeof FunctionError>;

/** What comes of one invocation: JSON text, an error of the function, or a refusal before it ran. */
export type InvocationResult =
  | { readonly kind: "result"; readonly payload: string }
  | { readonly kind: "failure"; readonly error: FunctionError }
  /** 429: the function's reserved concurrency is used up. 413: payload over 6 MB. 403: no permission. */
  | { readonly kind: "refused"; readonly status: 403 | 413 | 429; readonly message: string };
