import { authorizeOnObject, type Operation, versionHeader, versionIdOf } from "./call.ts";

/** Succeeds even if the object does not exist. */
export const deleteObject: Operation = async (call) => {
  const { request, bucket } = call;
  authorizeOnObject(call, "DeleteObject");
  const marker = bucket.remove(request.key, versionIdOf(request));
  const headers = marker && { "x-amz-delete-marker": "true", ...versionHeader(bucket, marker) };
  return { status: 204, ...(headers && { headers }) };
};
