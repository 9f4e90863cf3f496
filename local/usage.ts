import type { OperationUsage } from "./dynamodb/capacity-meter.ts";

/** The functions' usage since the start. */
export interface Usage {
  readonly operations: Readonly<Record<string, Readonly<OperationUsage>>>;
  /** Successful posts to connections. */
  readonly pushes: number;
  /** Messages that SNS accepted. */
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
