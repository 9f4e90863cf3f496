import { createHash } from "node:crypto";
import * as z from "zod";
import type { DeclaredFunction } from "../lambda/functions.ts";
import type { Stack } from "../template/stack.ts";
import { type AccessRequest, evaluate, PolicyDocument } from "./policy.ts";

/** A function as IAM knows it. */
export interface Identity {
  readonly arn: string;
  readonly functionName: string;
  may(request: AccessRequest): boolean;
}

export interface Identities {
  /** Who signed: looked up by the access key id in an `Authorization` header. */
  of(authorization: string | undefined): Identity | undefined;
  byAccessKey(accessKeyId: string): Identity | undefined;
  byName(functionName: string): Identity | undefined;
  /** Told of each refusal, so that a missing grant is seen at once. */
  readonly onDenied: (message: string, request: AccessRequest) => void;
}

/** All keys have the same secret: what a caller may do hangs on which key it is. */
export const localSecret = "local";
export const localSessionToken = "local";

/** Each function has an access key of its own, so that every endpoint can tell who calls. */
export function accessKeyId(functionName: string): string {
  return `AKIA${createHash("sha256").update(functionName).digest("hex").toUpperCase().slice(0, 16)}`;
}

const Inline = z.object({ PolicyName: z.string(), PolicyDocument });
const Role = z.object({ Policies: z.array(Inline).default([]) });
const Policy = Inline.extend({ Roles: z.array(z.string()) });

/** Identities of the functions with what the stack's policies grant to their roles. */
export function readIdentities(
  stack: Stack,
  functions: readonly DeclaredFunction[],
  onDenied: Identities["onDenied"],
): Identities {
  const policies = stack.resources("AWS::IAM::Policy", Policy);
  const roles = new Map(
    stack.resources("AWS::IAM::Role", Role).map(({ logicalId, ref, properties }) => {
      const attached = policies.filter((policy) => policy.properties.Roles.includes(ref));
      const documents = [...properties.Policies, ...attached.map((policy) => policy.properties)];
      return [
        stack.attribute(logicalId, "Arn"),
        documents.map((document) => document.PolicyDocument),
      ] as const;
    }),
  );
  const identities = new Map(
    functions.map(({ ref: functionName, properties }): [string, Identity] => {
      const documents = roles.get(properties.Role) ?? [];
      const role = properties.Role.split("/").at(-1);
      return [
        accessKeyId(functionName),
        {
          functionName,
          arn: `arn:aws:sts::${stack.deployment.accountId}:assumed-role/${role}/${functionName}`,
          may: (request) => evaluate(documents, request) === "allowed",
        },
      ];
    }),
  );
  return {
    onDenied,
    of: (authorization) => identities.get(authorization?.match(/Credential=([^/]+)\//)?.[1] ?? ""),
    byAccessKey: (id) => identities.get(id),
    byName: (functionName) => identities.get(accessKeyId(functionName)),
  };
}
