import * as z from "zod";

const Records = z.looseObject({ Records: z.array(z.unknown()).min(1) });

/** The function's event. AWS's documentation does not say whether it is JSON or JSON text, so both are accepted. */
const Payload = z.union([Records, z.preprocess(parseText, Records)]);

/**
 * Lambda's record of a stream batch that it gave up. The object's key is
 * `aws/lambda/{event source mapping}/{shard}/YYYY/MM/DD/YYYY-MM-DDTHH.MM.SS-{UUID}`.
 */
const FailedBatch = z.object({
  timestamp: z.string(),
  requestContext: z.object({ condition: z.string() }),
  payload: Payload,
});
export type FailedBatch = z.infer<typeof FailedBatch>;

/** Undefined if the text is not a failed batch. */
export function readFailedBatch(text: string): FailedBatch | undefined {
  return FailedBatch.safeParse(parseText(text)).data;
}

const Report = z.object({ batchItemFailures: z.array(z.unknown()) }).nullable();

/** The number of records that the function reports as failed. Undefined if the result is not a report. */
export function failuresIn(result: string): number | undefined {
  const report = Report.safeParse(parseText(result));
  return report.success ? (report.data?.batchItemFailures.length ?? 0) : undefined;
}

function parseText(text: unknown): unknown {
  try {
    return JSON.parse(z.string().parse(text));
  } catch {
    return undefined;
  }
}
