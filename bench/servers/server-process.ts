import { type ChildProcess, fork } from "node:child_process";
import { join } from "node:path";
import * as z from "zod";
import { Memory, Usage } from "./usage.ts";

const Answer = z.object({ id: z.number(), answer: z.unknown() });
const Address = z.record(z.string(), z.string());

/** The longest wait for a server to start or to answer, in milliseconds. */
const TIMEOUT_MS = 120_000;

/** A server in a child process, so that it shares no event loop with the clients that measure it. */
export class ServerProcess {
  readonly #child: ChildProcess;
  readonly #waiting = new Map<number, (answer: unknown) => void>();
  #questions = 0;
  readonly #address = new Map<string, string>();

  private constructor(child: ChildProcess) {
    this.#child = child;
    child.on("message", (message) => {
      const { id, answer } = Answer.parse(message);
      this.#waiting.get(id)?.(answer);
      this.#waiting.delete(id);
    });
  }

  /** @throws Error if the server does not start */
  static async start(name: string, argument = ""): Promise<ServerProcess> {
    const child = fork(join(import.meta.dirname, "server-main.ts"), [name, argument], {
      execArgv: ["--expose-gc"],
      stdio: ["ignore", "inherit", "inherit", "ipc"],
    });
    const server = new ServerProcess(child);
    const address = Address.parse(await server.#answer(0));
    for (const [part, value] of Object.entries(address)) server.#address.set(part, value);
    return server;
  }

  /** One of the server's endpoints by its name. @throws Error on a name that it does not have */
  address(part: string): string {
    const value = this.#address.get(part);
    if (value === undefined) throw new Error(`the server has no ${part}`);
    return value;
  }

  async usage(): Promise<Usage> {
    return Usage.parse(await this.#ask("usage"));
  }

  async memory(): Promise<Memory> {
    return Memory.parse(await this.#ask("memory"));
  }

  async stop(): Promise<void> {
    if (this.#child.exitCode !== null || !this.#child.connected) return;
    const exited = new Promise((resolve) => this.#child.once("exit", resolve));
    this.#child.disconnect();
    const impatient = setTimeout(() => this.#child.kill("SIGKILL"), 10_000);
    await exited;
    clearTimeout(impatient);
  }

  #ask(ask: string): Promise<unknown> {
    this.#questions += 1;
    this.#child.send({ id: this.#questions, ask });
    return this.#answer(this.#questions);
  }

  #answer(id: number): Promise<unknown> {
    return new Promise((resolve, reject) => {
      const settle = (failure: string) => {
        clearTimeout(timer);
        this.#child.off("exit", onExit);
        this.#waiting.delete(id);
        if (failure !== "") reject(new Error(failure));
      };
      const onExit = (code: number | null) => settle(`a server of the benchmark ended with ${code}`);
      const timer = setTimeout(() => settle("a server of the benchmark does not answer"), TIMEOUT_MS);
      this.#child.once("exit", onExit);
      this.#waiting.set(id, (answer) => {
        settle("");
        resolve(answer);
      });
    });
  }
}
