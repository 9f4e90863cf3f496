import type { OperationUsage } from "./dynamodb/usage.ts";

/** What the functions used since the start. */
export interface Usage {
  readonly operations: Readonly<Record<string, Readonly<OperationUsage>>>;
  /** Successful posts to connections. */
  readonly pushes: number;
  /** Messages taken by SNS. */
  readonly publishes: number;
}

export class UsageCounter {
  readonly operations = new Map<string, OperationUsage>();
  pushes = 0;
  publishes = 0;

  snapshot(): Usage {
    const operations = Object.fromEntries([...this.operations].map(([name, usage]) => [name, { ...usage }]));
    return { operations, pushes: this.pushes, publishes: this.publishes };
  }
}
