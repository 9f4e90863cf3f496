import { type Identities, type Identity, localSecret, localSessionToken } from "../access/identities.ts";
import type { AccessRequest } from "../access/policy.ts";
import { S3Error } from "./errors.ts";
import type { S3Request } from "./s3-request.ts";
import { verifySignature } from "./signature.ts";
import { readClaim } from "./signature-claim.ts";

/** An administrator of the pretended account, for tools and tests: may do everything. */
export const operatorCredentials = { accessKeyId: "AKIALOCALOPERATOR000", secretAccessKey: localSecret };

export interface CallerInput {
  readonly identities: Identities;
  readonly region: string;
  readonly accountId: string;
}

/** Who asks, with what it may do. */
export interface Caller {
  readonly payloadHash: string;
  may(request: AccessRequest): boolean;
  /** @throws S3Error AccessDenied, and tells that a grant is missing */
  demand(request: AccessRequest): void;
}

/** @throws S3Error when nobody signed, somebody unknown, or not rightly */
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
    demand: (access) => {
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
