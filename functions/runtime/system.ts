import { randomInt } from "node:crypto";
import { setTimeout } from "node:timers/promises";
import { monotonicFactory } from "ulid";
import type { Clock, Entropy } from "../domain/ports.ts";

export const systemClock: Clock = {
  now: () => Date.now(),
  sleep: async (milliseconds) => {
    await setTimeout(milliseconds);
  },
};

const ulid = monotonicFactory(() => randomInt(2 ** 32) / 2 ** 32);

export const systemEntropy: Entropy = {
  ulid: () => ulid(),
  random: () => Math.random(),
};
