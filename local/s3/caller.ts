import { type Identities, type Identity, localSecret, localSessionToken } from "../access/identities.ts";
import type { AccessRequest } from "../access/policy.ts";
import { S3Error } from "./errors.ts";
import type { S3Request } from "./s3-request.ts";
import { verifySignature } from "./signature.ts";
import { readClaim } from "./signature-claim.ts";

/** An administrator of the emulated account, for tools and tests. It may do everything. */
export const operatorCredentials = { accessKeyId: "AKIALOCALOPERATOR000", secretAccessKey: localSecret };

export interface CallerInput {
  readonly identities: Identities;
  readonly region: string;
  readonly accountId: string;
}

/** The principal who signed a request, with its rights. */
export interface Caller {
  readonly payloadHash: string;
  may(request: AccessRequest): boolean;
  /** @throws S3Error AccessDenied, after it reports the missing grant */
  authorize(request: AccessRequest): void;
}

/** @throws S3Error without a signature, for an unknown access key, or for an invalid signature */
export function authenticate(request: S3Request, input: CallerInput): Caller {
  const claim = readClaim(request);
  if (!claim) throw new S3Error("AccessDenied");
  const { identities, region } = input;
  const isOperator = claim.accessKeyId === operatorCredentials.accessKeyId;
  const identity = isOperator ? operatorOf(input) : identities.byAccessKey(claim.accessKeyId);
  if (!identity) {
    throw new S3Error("InvalidAccessKeyId", undefined, { AWSAccessKeyId: claim.accessKeyId });
  }
  if (claim.sessionToken !== (isOperator ? undefined : localSessionToken)) throw new S3Error("InvalidToken");
  verifySignature(request, claim, { secret: localSecret, region, now: Date.now() });
  return {
    payloadHash: claim.payloadHash,
    may: (access) => identity.may(access),
    authorize: (access) => {
      if (identity.may(access)) return;
      const message = `User: ${identity.arn} is not authorized to perform: ${access.action} on resource: "${access.resource}" because no identity-based policy allows the ${access.action} action`;
      identities.onDenied(message, access);
      throw new S3Error("AccessDenied", message);
    },
  };
}

function operatorOf({ accountId }: CallerInput): Identity {
  return { arn: `arn:aws:iam::${accountId}:user/operator`, functionName: "operator", may: () => true };
}
