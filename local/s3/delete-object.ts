import { demandOnObject, type Operation, versionHeader } from "./call.ts";

/** Deleting what is not there succeeds, too. */
export const deleteObject: Operation = async (call) => {
  const { request, bucket } = call;
  const versionId = request.query.get("versionId") ?? undefined;
  demandOnObject(call, "DeleteObject");
  const marker = bucket.remove(request.key, versionId);
  const headers = marker && { "x-amz-delete-marker": "true", ...versionHeader(bucket, marker) };
  return { status: 204, ...(headers && { headers }) };
};
