import type { Operation } from "./call.ts";
import { copyObject } from "./copy-object.ts";
import { deleteObject } from "./delete-object.ts";
import { S3Error } from "./errors.ts";
import { getObject } from "./get-object.ts";
import { headBucket, listObjects } from "./list-objects.ts";
import { deleteObjectTagging, getObjectTagging, putObjectTagging } from "./object-tagging.ts";
import { putObject } from "./put-object.ts";
import { field, type S3Request } from "./s3-request.ts";

const onObjects: Readonly<Record<string, Operation>> = {
  GET: getObject,
  HEAD: getObject,
  PUT: putObject,
  DELETE: deleteObject,
  "GET tagging": getObjectTagging,
  "PUT tagging": putObjectTagging,
  "DELETE tagging": deleteObjectTagging,
};
const onBuckets: Readonly<Record<string, Operation>> = { GET: listObjects, HEAD: headBucket };

/** Query parameters that select no other operation. Those of signatures and `response-…` are handled below. */
const modifiers = [
  "x-id",
  "versionId",
  "list-type",
  "prefix",
  "delimiter",
  "encoding-type",
  "start-after",
  "max-keys",
  "continuation-token",
  "fetch-owner",
];

/** @throws S3Error NotImplemented for an operation of S3 that the local S3 lacks */
export function operationOf(request: S3Request): Operation {
  const subresources = [...request.query.keys()].filter(
    (name) => !modifiers.includes(name) && !/^(x-amz-|response-)/i.test(name),
  );
  const name = [request.method, ...subresources].join(" ");
  if (request.method === "POST" && subresources.length === 0) throw new S3Error("MethodNotAllowed");
  const operation = (request.key === "" ? onBuckets : onObjects)[name];
  if (!operation) throw new S3Error("NotImplemented", `The local S3 has no ${name} on ${request.path}.`);
  const isCopy = operation === putObject && field(request, "x-amz-copy-source") !== undefined;
  return isCopy ? copyObject : operation;
}
