import { readBody } from "../http.ts";
import { demandOnObject, type Operation, requireObject, type S3Call, versionHeader } from "./call.ts";
import { checkDigestHeaders } from "./digests.ts";
import { S3Error } from "./errors.ts";
import type { StoredObject } from "./stored-object.ts";
import { tagsFromXml, tagsToXml } from "./tags.ts";

/** More than ten tags of the longest kind, in bytes. */
const bodyLimit = 64 * 1024;

export const getObjectTagging: Operation = async (call) => {
  const object = permitted(call, "GetObjectTagging");
  return { status: 200, headers: versionHeader(call.bucket, object), body: tagsToXml(object.tags) };
};

export const putObjectTagging: Operation = async (call) => {
  const { request, caller, bucket } = call;
  const object = permitted(call, "PutObjectTagging");
  checkDigestHeaders(request, caller.payloadHash);
  const body = await readBody(request.body, bodyLimit);
  if (body === undefined) throw new S3Error("MalformedXML");
  bucket.setTags(request.key, object, tagsFromXml(body));
  return { status: 200, headers: versionHeader(bucket, object) };
};

export const deleteObjectTagging: Operation = async (call) => {
  const object = permitted(call, "DeleteObjectTagging");
  call.bucket.setTags(call.request.key, object, {});
  return { status: 204, headers: versionHeader(call.bucket, object) };
};

function permitted(call: S3Call, action: string): StoredObject {
  const { request, bucket } = call;
  demandOnObject(call, action, bucket.find(request.key, request.query.get("versionId") ?? undefined));
  return requireObject(call);
}
