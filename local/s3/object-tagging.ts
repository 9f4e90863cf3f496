import { readBody } from "../http.ts";
import { authorizedObject, type Operation, versionHeader } from "./call.ts";
import { checkDigestHeaders } from "./digests.ts";
import { S3Error } from "./errors.ts";
import { tagsFromXml, tagsToXml } from "./tags.ts";

/** In bytes. Enough for ten tags of the largest size. */
const bodyLimit = 64 * 1024;

export const getObjectTagging: Operation = async (call) => {
  const object = authorizedObject(call, "GetObjectTagging");
  return { status: 200, headers: versionHeader(call.bucket, object), body: tagsToXml(object.tags) };
};

export const putObjectTagging: Operation = async (call) => {
  const { request, caller, bucket } = call;
  const object = authorizedObject(call, "PutObjectTagging");
  checkDigestHeaders(request, caller.payloadHash);
  const body = await readBody(request.body, bodyLimit);
  if (body === undefined) throw new S3Error("MalformedXML");
  bucket.setTags(request.key, object, tagsFromXml(body));
  return { status: 200, headers: versionHeader(bucket, object) };
};

export const deleteObjectTagging: Operation = async (call) => {
  const object = authorizedObject(call, "DeleteObjectTagging");
  call.bucket.setTags(call.request.key, object, {});
  return { status: 204, headers: versionHeader(call.bucket, object) };
};
