import { createHash } from "node:crypto";
import * as z from "zod";
import { JsonObject } from "../json.ts";

/** A record from the engine. Its images stay in DynamoDB's JSON, which Lambda uses too. */
export const StreamRecord = z.looseObject({
  eventName: z.string(),
  dynamodb: z.looseObject({
    SequenceNumber: z.string(),
    /** Epoch seconds. */
    ApproximateCreationDateTime: z.number(),
    Keys: JsonObject,
  }),
});
export type StreamRecord = z.infer<typeof StreamRecord>;

export function sequenceNumberOf(record: StreamRecord): string {
  return record.dynamodb.SequenceNumber;
}

/** Epoch milliseconds. */
export function createdAt(record: StreamRecord | undefined): number {
  return (record?.dynamodb.ApproximateCreationDateTime ?? 0) * 1000;
}

/** The record in a function's event. */
export function lambdaRecord(record: StreamRecord, eventSourceARN: string) {
  const digest = createHash("md5")
    .update(`${eventSourceARN}/${sequenceNumberOf(record)}`)
    .digest("hex");
  return {
    ...record,
    eventID: digest,
    eventVersion: "1.1",
    eventSource: "aws:dynamodb",
    awsRegion: eventSourceARN.split(":")[3],
    eventSourceARN,
  };
}
