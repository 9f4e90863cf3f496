import type { PublishHook } from "../messaging/sns-endpoint.ts";
import { SnsError, snsRefusal } from "../messaging/sns-protocol.ts";
import type { Chaos } from "./chaos.ts";

/** Makes publishing fail as a whole, before or after it takes effect, or for some entries of a batch. */
export function injectPublishFaults(chaos: Chaos): PublishHook {
  return async (form, publish) => {
    if (chaos.strikes("fail-publish")) {
      if (chaos.random("fail-publish") < 0.5) await publish(form);
      return internalError;
    }
    if (!hasEntries(form) || !chaos.strikes("fail-entries")) return publish(form);
    const entries = batchEntries(form);
    const failed = entries.filter(() => chaos.random("fail-entries") < 0.5);
    const taken = withoutEntries(form, failed);
    const members = failed.map(
      ({ id }) =>
        `<member><Id>${id}</Id><Code>InternalError</Code><Message>Injected</Message><SenderFault>false</SenderFault></member>`,
    );
    const failures = `<Failed>${members.join("")}</Failed>`;
    if (failed.length === entries.length) return { ...okay, body: batchAnswer(failures) };
    const answer = await publish(taken);
    return { ...answer, body: answer.body.replace(/<Failed>.*<\/Failed>|<Failed\/>/s, failures) };
  };
}

const okay = { status: 200, headers: { "content-type": "text/xml" } };

const internalError = snsRefusal(new SnsError("InternalError", "Injected", 500));

const batchAnswer = (failures: string) =>
  `<PublishBatchResponse xmlns="http://sns.amazonaws.com/doc/2010-03-31/"><PublishBatchResult><Successful></Successful>${failures}</PublishBatchResult></PublishBatchResponse>`;

interface BatchEntry {
  /** The prefix of the entry's form fields. */
  readonly prefix: string;
  readonly id: string;
}

/** Whether a form is a batch, without parsing it. */
const hasEntries = (form: string) => /(^|&)PublishBatchRequestEntries\.member\.\d+\.Id=/.test(form);

/** The entries of a PublishBatch. */
function batchEntries(form: string): BatchEntry[] {
  return [...new URLSearchParams(form)].flatMap(([name, id]) => {
    const prefix = name.match(/^(PublishBatchRequestEntries\.member\.\d+\.)Id$/)?.[1];
    return prefix === undefined ? [] : [{ prefix, id }];
  });
}

function withoutEntries(form: string, entries: readonly BatchEntry[]): string {
  const kept = [...new URLSearchParams(form)].filter(
    ([name]) => !entries.some(({ prefix }) => name.startsWith(prefix)),
  );
  return new URLSearchParams(kept).toString();
}
