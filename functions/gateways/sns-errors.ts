import { SNSServiceException } from "@aws-sdk/client-sns";

/** Refusals that say "not now" though the caller is to blame by their status. */
const THROTTLING = new Set([
  "ThrottledException",
  "ThrottlingException",
  "Throttling",
  "TooManyRequestsException",
  "RequestThrottled",
  "KMSThrottlingException",
]);

/** The endpoint is disabled, as its device takes no push any more, or deleted. */
export function isGone(error: unknown): boolean {
  if (!(error instanceof SNSServiceException)) return false;
  if (error.name === "EndpointDisabledException" || error.name === "NotFoundException") return true;
  return error.name === "InvalidParameterException" && error.message.includes("No endpoint found");
}

/** Worth another try: what is not the caller's fault, throttling, and whatever never reached SNS. */
export function isTransient(error: unknown): boolean {
  if (!(error instanceof SNSServiceException)) return true;
  return error.$fault === "server" || THROTTLING.has(error.name);
}
