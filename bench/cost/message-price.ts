import { totalOf, type Usage } from "../servers/usage.ts";
import { gigabyteSeconds, type MemoryOf } from "./duration.ts";
import { prices } from "./prices.ts";

/** The usage of a number of messages. */
export interface MessageUse {
  readonly usage: Usage;
  /** Requests to the REST API. */
  readonly requests: number;
  /** Frames from senders and their acknowledgements. Posts to the other participants are in `usage`. */
  readonly frames: number;
}

/** Their price in dollars, at list prices. */
export function priceOf({ usage, requests, frames }: MessageUse, memoryOf: MemoryOf): number {
  const { lambda, dynamodb, apiGateway, sns } = prices;
  const { invocations, readUnits, writeUnits } = totalOf(usage);
  return (
    invocations * lambda.request +
    gigabyteSeconds(usage, memoryOf) * lambda.gigabyteSecond +
    readUnits * dynamodb.readUnit +
    writeUnits * dynamodb.writeUnit +
    requests * apiGateway.restRequest +
    (frames + usage.posts) * apiGateway.socketMessage +
    usage.publishes * sns.publish
  );
}

/** The usage of functions whose names contain one of `parts`; posts and publishes only if `keep` asks for them. */
export function partOf(
  { functions, posts, publishes }: Usage,
  parts: readonly string[],
  keep: { readonly posts?: boolean; readonly publishes?: boolean },
): Usage {
  const own = Object.entries(functions).filter(([name]) => parts.some((part) => name.includes(part)));
  return {
    functions: Object.fromEntries(own),
    posts: keep.posts ? posts : 0,
    publishes: keep.publishes ? publishes : 0,
  };
}
