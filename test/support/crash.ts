/** Thrown by everything that a crashed invocation would still have called. */
export class Crashed extends Error {}

/** Counts the asynchronous calls of an invocation, and lets it die before or after one of them took effect. */
export class CrashPlan {
  calls = 0;
  readonly #dieAt: number;
  readonly #when: "before" | "after";
  #dead = false;

  constructor(dieAt: number, when: "before" | "after") {
    this.#dieAt = dieAt;
    this.#when = when;
  }

  /** The same object, with each method under the plan. */
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
    if (this.#dead) throw new Crashed("dead already");
    const mine = this.calls;
    this.calls += 1;
    if (mine === this.#dieAt) this.#dead = true;
    if (this.#dead && this.#when === "before") throw new Crashed(`before call ${mine}`);
    const result = await call();
    if (mine === this.#dieAt) throw new Crashed(`after call ${mine}`);
    return result;
  }
}

/** A plan that never strikes: it only counts. */
export function countingPlan(): CrashPlan {
  return new CrashPlan(-1, "before");
}
