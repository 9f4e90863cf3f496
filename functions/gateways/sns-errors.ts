import { SNSServiceException } from "@aws-sdk/client-sns";

/** Throttling, although the status of these errors blames the caller. */
const THROTTLING = new Set([
  "ThrottledException",
  "ThrottlingException",
  "Throttling",
  "TooManyRequestsException",
  "RequestThrottled",
  "KMSThrottlingException",
]);

/** The endpoint is deleted, or disabled because its device takes no push any more. */
export function isGone(error: unknown): boolean {
  if (!(error instanceof SNSServiceException)) return false;
  if (error.name === "EndpointDisabledException" || error.name === "NotFoundException") return true;
  return error.name === "InvalidParameterException" && error.message.includes("No endpoint found");
}

/** A retry may succeed: after a server's fault, throttling, or a request that never reached SNS. */
export function isTransient(error: unknown): boolean {
  if (!(error instanceof SNSServiceException)) return true;
  return error.$fault === "server" || THROTTLING.has(error.name);
}
