import type { RateLimiter, RateLimitName, RateLimitSubject } from "../../functions/domain/rate-limits.ts";

/** Records what is spent, and limits nothing until a test says so. */
export class FakeLimiter implements RateLimiter {
  isOn = true;
  readonly spent: (RateLimitSubject & { readonly name: RateLimitName })[] = [];
  readonly refunded: RateLimitSubject[] = [];
  /** Thrown by each use of a limit. */
  readonly refusals = new Map<RateLimitName, Error>();

  async spend(name: RateLimitName, subject: RateLimitSubject): Promise<void> {
    const refusal = this.refusals.get(name);
    if (refusal !== undefined) throw refusal;
    this.spent.push({ name, ...subject });
  }

  refundSend(subject: RateLimitSubject): void {
    this.refunded.push(subject);
  }

  names(): RateLimitName[] {
    return this.spent.map(({ name }) => name);
  }
}
