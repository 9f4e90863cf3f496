import * as z from "zod";
import { ErrorCode } from "./error-code.ts";

/** The answer to a REST request that failed. */
export const ErrorBody = z.object({
  statusCode: z.number().int(),
  code: ErrorCode,
  /** The status in words (RFC 9110). */
  error: z.string(),
  /** One line per problem on 422, else one sentence. */
  message: z.union([z.string(), z.array(z.string()).readonly()]),
  /** The gateway's id of the request, as the logs have it. */
  traceId: z.string(),
});
export type ErrorBody = z.infer<typeof ErrorBody>;
