import type { Readable } from "node:stream";
import { Worker } from "node:worker_threads";
import * as z from "zod";
import { FunctionError } from "./invocation.ts";
import { noFaults, type SandboxHooks } from "./sandbox-hooks.ts";

/** JavaScript, because stripping types in each thread would double a cold start and take 11 MB. */
const runtime = new URL("./runtime.mjs", import.meta.url);

const Message = z.discriminatedUnion("kind", [
  z.object({ kind: z.literal("ready") }),
  z.object({ kind: z.literal("result"), payload: z.string() }),
  z.object({ kind: z.enum(["failure", "broken"]), error: FunctionError }),
]);
type Outcome = Extract<z.infer<typeof Message>, { kind: "result" | "failure" | "broken" }>;

export interface SandboxSettings {
  readonly moduleUrl: string;
  readonly exportName: string;
  readonly environment: Readonly<Record<string, string>>;
  readonly memoryMegabytes: number;
  /** The fixed part of the handler's `context`. */
  readonly context: Readonly<Record<string, string>>;
  readonly output: (stream: Readable) => void;
  readonly hooks?: SandboxHooks;
}

export interface Invocation {
  readonly requestId: string;
  readonly payload: string;
  readonly timeoutMs: number;
}

/** Lambda's limit on loading a module. */
const initTimeoutMs = 10_000;

/** An execution environment: a thread with its own environment and module state. It runs one invocation at a time. */
export class Sandbox {
  readonly #worker: Worker;
  readonly #ready: Promise<Outcome | undefined>;
  #settle: ((outcome: Outcome | undefined) => void) | undefined;
  #alive = true;

  constructor({ moduleUrl, exportName, context, hooks = noFaults, ...settings }: SandboxSettings) {
    this.#worker = new Worker(runtime, {
      workerData: { moduleUrl, exportName, context, clockSkewMs: hooks.clockSkewMs() },
      env: { ...settings.environment },
      execArgv: [], // as in Lambda, options come only from the function's NODE_OPTIONS
      resourceLimits: { maxOldGenerationSizeMb: settings.memoryMegabytes, maxYoungGenerationSizeMb: 16 },
      stdout: true,
      stderr: true,
    });
    settings.output(this.#worker.stdout);
    settings.output(this.#worker.stderr);
    this.#ready = this.#nextMessage(initTimeoutMs, `Init timed out after ${initTimeoutMs / 1000} seconds`);
    this.#worker.on("message", (message: unknown) => {
      const parsed = Message.parse(message);
      this.#settle?.(parsed.kind === "ready" ? undefined : parsed);
    });
    this.#worker.on("error", (error) =>
      this.#fail("Runtime.ExitError", `Runtime exited with error: ${error}`),
    );
    this.#worker.on("exit", (code) =>
      this.#fail("Runtime.ExitError", `Runtime exited with error: exit status ${code}`),
    );
  }

  get alive(): boolean {
    return this.#alive;
  }

  /** Resolves to whether the module loaded. */
  get loaded(): Promise<boolean> {
    return this.#ready.then((broken) => broken === undefined);
  }

  async invoke({ requestId, payload, timeoutMs }: Invocation): Promise<Outcome> {
    const broken = await this.#ready;
    if (broken) {
      await this.stop();
      return broken;
    }
    const seconds = (timeoutMs / 1000).toFixed(2);
    const outcome = this.#nextMessage(
      timeoutMs,
      `RequestId: ${requestId} Error: Task timed out after ${seconds} seconds`,
    );
    this.#worker.postMessage({ requestId, payload, deadline: Date.now() + timeoutMs });
    return (await outcome) ?? failure("Runtime.ExitError", "The runtime answered nothing");
  }

  /** Ends the thread at once. A running invocation fails. */
  async stop(): Promise<void> {
    this.#fail("Runtime.ExitError", "Runtime exited with error: signal: killed");
    await this.#worker.terminate();
  }

  #nextMessage(timeoutMs: number, timeoutMessage: string): Promise<Outcome | undefined> {
    return new Promise((resolve) => {
      const timer = setTimeout(() => {
        this.#fail("Sandbox.Timedout", timeoutMessage);
        void this.#worker.terminate();
      }, timeoutMs);
      this.#settle = (outcome) => {
        clearTimeout(timer);
        this.#settle = undefined;
        resolve(outcome);
      };
    });
  }

  #fail(errorType: string, errorMessage: string): void {
    this.#alive = false;
    this.#settle?.(failure(errorType, errorMessage));
  }
}

function failure(errorType: string, errorMessage: string): Outcome {
  return { kind: "broken", error: { errorType, errorMessage } };
}
