import { createHash } from "node:crypto";
import * as z from "zod";
import type { DeclaredFunction } from "../lambda/functions.ts";
import type { Stack } from "../template/stack.ts";
import { type AccessRequest, evaluate, PolicyDocument } from "./policy.ts";

/** A function as an IAM principal. */
export interface Identity {
  readonly arn: string;
  readonly functionName: string;
  may(request: AccessRequest): boolean;
}

export interface Identities {
  /** Finds the caller by the access key id in an `Authorization` header. */
  of(authorization: string | undefined): Identity | undefined;
  byAccessKey(accessKeyId: string): Identity | undefined;
  byName(functionName: string): Identity | undefined;
  /** Called for each refusal, so that a missing grant is reported at once. */
  readonly onDenied: (message: string, request: AccessRequest) => void;
}

/** All access keys share one secret; the key id alone identifies the caller. */
export const localSecret = "local";
export const localSessionToken = "local";

/** Each function has its own access key, by which every endpoint identifies the caller. */
export function accessKeyId(functionName: string): string {
  return `AKIA${createHash("sha256").update(functionName).digest("hex").toUpperCase().slice(0, 16)}`;
}

const Inline = z.object({ PolicyName: z.string(), PolicyDocument });
const Role = z.object({ Policies: z.array(Inline).default([]) });
const Policy = Inline.extend({ Roles: z.array(z.string()) });

/** Reads the functions' identities, with the rights that the stack's policies grant to their roles. */
export function readIdentities(
  stack: Stack,
  functions: readonly DeclaredFunction[],
  onDenied: Identities["onDenied"],
): Identities {
  const policies = readRolePolicies(stack);
  const byKey = new Map(
    functions.map((declared) => [accessKeyId(declared.ref), identityOf(declared, stack, policies)]),
  );
  return {
    onDenied,
    of: (authorization) => byKey.get(authorization?.match(/Credential=([^/]+)\//)?.[1] ?? ""),
    byAccessKey: (id) => byKey.get(id),
    byName: (functionName) => byKey.get(accessKeyId(functionName)),
  };
}

type RolePolicies = ReadonlyMap<string, readonly PolicyDocument[]>;

/** Policies by role ARN: those that the role contains, and those attached to it. */
function readRolePolicies(stack: Stack): RolePolicies {
  const policies = stack.resources("AWS::IAM::Policy", Policy);
  return new Map(
    stack.resources("AWS::IAM::Role", Role).map(({ logicalId, ref, properties }) => {
      const attached = policies.filter((policy) => policy.properties.Roles.includes(ref));
      const all = [...properties.Policies, ...attached.map((policy) => policy.properties)];
      return [stack.attribute(logicalId, "Arn"), all.map((policy) => policy.PolicyDocument)];
    }),
  );
}

function identityOf(
  { ref: functionName, properties }: DeclaredFunction,
  { deployment }: Stack,
  policies: RolePolicies,
): Identity {
  const documents = policies.get(properties.Role) ?? [];
  const role = properties.Role.split("/").at(-1);
  return {
    functionName,
    arn: `arn:aws:sts::${deployment.accountId}:assumed-role/${role}/${functionName}`,
    may: (request) => evaluate(documents, request) === "allowed",
  };
}
