/** The error of every call that an invocation makes from its crash on. */
export class Crashed extends Error {}

/** Counts an invocation's calls of its ports, and crashes it before or after one of them takes effect. */
export class CrashPlan {
  calls = 0;
  readonly #crashAt: number;
  readonly #when: "before" | "after";
  #crashed = false;

  constructor(crashAt: number, when: "before" | "after") {
    this.#crashAt = crashAt;
    this.#when = when;
  }

  /** The same port, with each of its methods under the plan. */
  wrap<Port extends object>(port: Port): Port {
    return new Proxy(port, {
      get: (target, name) => {
        const member: unknown = Reflect.get(target, name);
        if (typeof member !== "function") return member;
        return (...args: unknown[]) => this.#run(() => Reflect.apply(member, target, args));
      },
    });
  }

  async #run(call: () => unknown): Promise<unknown> {
    if (this.#crashed) throw new Crashed("crashed already");
    const mine = this.calls;
    this.calls += 1;
    if (mine === this.#crashAt) this.#crashed = true;
    if (this.#crashed && this.#when === "before") throw new Crashed(`before call ${mine}`);
    const result = await call();
    if (mine === this.#crashAt) throw new Crashed(`after call ${mine}`);
    return result;
  }
}

/** A plan without a crash, to count calls. */
export function countingPlan(): CrashPlan {
  return new CrashPlan(-1, "before");
}

/** A crash before, and one after, each of some calls. */
export function crashes(calls: number) {
  return Array.from({ length: calls }, (_, at) => [
    { at, when: "before" as const },
    { at, when: "after" as const },
  ]).flat();
}
