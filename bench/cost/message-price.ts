import { totalOf, type Usage } from "../servers/usage.ts";
import { gigabyteSeconds, type MemoryOf } from "./duration.ts";
import { prices } from "./prices.ts";

/** What some messages used. */
export interface MessageUse {
  readonly usage: Usage;
  /** Requests to the REST API. */
  readonly requests: number;
  /** Frames from and answers to senders; posts to the others come from `usage`. */
  readonly frames: number;
}

/** Dollars of them, at list prices. */
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

/** The part of a usage that some functions have, by parts of their names; posts and publishes only if wanted. */
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
