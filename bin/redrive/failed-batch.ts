import * as z from "zod";

const Records = z.looseObject({ Records: z.array(z.unknown()).min(1) });

/** The event that the function was given; AWS's documents leave open whether it comes as JSON or as its text. */
const Payload = z.union([Records, z.preprocess(parseText, Records)]);

/**
 * What Lambda keeps of a batch of a stream that it gave up, in an object
 * `aws/lambda/{event source mapping}/{shard}/YYYY/MM/DD/YYYY-MM-DDTHH.MM.SS-{UUID}`.
 */
const FailedBatch = z.object({
  timestamp: z.string(),
  requestContext: z.object({ condition: z.string() }),
  payload: Payload,
});
export type FailedBatch = z.infer<typeof FailedBatch>;

/** Undefined when the text is no failed batch. */
export function readFailedBatch(text: string): FailedBatch | undefined {
  return FailedBatch.safeParse(parseText(text)).data;
}

const Report = z.object({ batchItemFailures: z.array(z.unknown()) }).nullable();

/** How many records the function reports as failed; undefined when its answer is no report. */
export function failuresIn(answer: string): number | undefined {
  const report = Report.safeParse(parseText(answer));
  return report.success ? (report.data?.batchItemFailures.length ?? 0) : undefined;
}

function parseText(text: unknown): unknown {
  try {
    return JSON.parse(z.string().parse(text));
  } catch {
    return undefined;
  }
}
