import { randomUUID } from "node:crypto";
import type { FunctionError, InvocationResult } from "./invocation.ts";
import { Sandbox, type SandboxSettings } from "./sandbox.ts";
import { noFaults } from "./sandbox-hooks.ts";

/** Lambda's limit on the request and on the response of a synchronous invocation, in bytes. */
const payloadLimit = 6 * 1024 * 1024;

export interface FunctionSettings extends SandboxSettings {
  readonly name: string;
  readonly arn: string;
  readonly timeoutMs: number;
  /** The number of parallel invocations above which Lambda answers 429. */
  readonly reservedConcurrency: number | undefined;
  /** The largest number of sandboxes. Further invocations wait. */
  readonly maxSandboxes: number;
  readonly onFailure: (error: FunctionError) => void;
}

/** A function and its pool of sandboxes, which start on demand and are reused. */
export class LambdaFunction {
  readonly settings: FunctionSettings;
  readonly #idle: Sandbox[] = [];
  readonly #all = new Set<Sandbox>();
  readonly #waiting: ((sandbox: Sandbox) => void)[] = [];
  #running = 0;
  #invocations = 0;

  constructor(settings: FunctionSettings) {
    this.settings = settings;
  }

  /** The number of running sandboxes. */
  get sandboxes(): number {
    return this.#all.size;
  }

  /** The number of invocations that reached a sandbox. AWS bills them as requests. */
  get invocations(): number {
    return this.#invocations;
  }

  async invoke(event: unknown): Promise<InvocationResult> {
    const payload = JSON.stringify(event);
    if (Buffer.byteLength(payload) > payloadLimit) {
      return { kind: "refused", status: 413, message: `Request must be smaller than ${payloadLimit} bytes` };
    }
    if (this.#running >= (this.settings.reservedConcurrency ?? Number.POSITIVE_INFINITY)) {
      return { kind: "refused", status: 429, message: "Rate Exceeded." };
    }
    this.#running += 1;
    this.#invocations += 1;
    const sandbox = await this.#acquire();
    try {
      const { timeoutMs, hooks = noFaults } = this.settings;
      const run = () => sandbox.invoke({ requestId: randomUUID(), payload, timeoutMs });
      return this.#checked(await hooks.around(run, () => void sandbox.stop()));
    } finally {
      this.#running -= 1;
      this.#release(sandbox);
    }
  }

  /** Ends every sandbox, as if Lambda had recycled it. The next invocation is a cold start. */
  async kill(): Promise<void> {
    const sandboxes = [...this.#all];
    this.#idle.length = 0;
    for (const sandbox of sandboxes) this.#all.delete(sandbox);
    await Promise.all(sandboxes.map((sandbox) => sandbox.stop()));
  }

  #checked(outcome: Awaited<ReturnType<Sandbox["invoke"]>>): InvocationResult {
    if (outcome.kind !== "result") {
      this.settings.onFailure(outcome.error);
      return { kind: "failure", error: outcome.error };
    }
    if (Buffer.byteLength(outcome.payload) <= payloadLimit) return outcome;
    const errorMessage = `Response payload size exceeded maximum allowed payload size (${payloadLimit} bytes).`;
    return { kind: "failure", error: { errorType: "Function.ResponseSizeTooLarge", errorMessage } };
  }

  #acquire(): Promise<Sandbox> {
    for (let sandbox = this.#idle.pop(); sandbox; sandbox = this.#idle.pop()) {
      if (sandbox.alive) return Promise.resolve(sandbox);
      this.#all.delete(sandbox);
    }
    if (this.#all.size < this.settings.maxSandboxes) return Promise.resolve(this.#start());
    return new Promise((resolve) => this.#waiting.push(resolve));
  }

  #start(): Sandbox {
    const sandbox = new Sandbox(this.settings);
    this.#all.add(sandbox);
    return sandbox;
  }

  #release(sandbox: Sandbox): void {
    const usable = sandbox.alive && this.#all.has(sandbox);
    if (!usable) this.#all.delete(sandbox);
    const next = this.#waiting.shift();
    if (next) next(usable ? sandbox : this.#start());
    else if (usable) this.#idle.push(sandbox);
  }
}
