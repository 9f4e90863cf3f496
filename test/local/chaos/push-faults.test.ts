import { setTimeout } from "node:timers/promises";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Fault } from "../../../local/chaos/kinds.ts";
import { type Api, apiAs, chats, startChat } from "../../support/api-client.ts";
import { startTestCloud, type TestCloud } from "../../support/local-cloud.ts";
import { connectAs } from "../../support/socket-client.ts";

let cloud: TestCloud;
let ana: Api;

beforeAll(async () => {
  cloud = await startTestCloud();
  ana = await apiAs(cloud, "ana");
});

afterAll(() => cloud.stop());

/** The seqs of five messages in the order in which ben's socket receives them under one kind of fault. */
async function pushedUnder(kind: Fault, chance: number): Promise<number[]> {
  const ben = await connectAs(cloud, "ben");
  const { id } = await startChat(ana, ["ben"]);
  cloud.chaos.start({ seed: 5, mix: { [kind]: chance } });
  for (const key of ["1", "2", "3", "4", "5"]) {
    await ana.post(`${chats}/${id}/messages`, { clientMessageId: key, body: key });
  }
  await setTimeout(500); // longer than the longest delay of a push
  cloud.chaos.stop();
  await ben.close();
  const seqs = ben.of("entry").map(({ entry }) => Object(entry).seq);
  return seqs.filter((seq) => seq > 1);
}

const inOrder = [2, 3, 4, 5, 6];

describe("faults of pushes", () => {
  it("drop-push loses every push", async () => {
    expect(await pushedUnder("drop-push", 1)).toEqual([]);
  });

  it("double-push sends every push twice", async () => {
    expect(await pushedUnder("double-push", 1)).toEqual(inOrder.flatMap((seq) => [seq, seq]));
  });

  it.each(["delay-push", "reorder-push"] as const)("%s changes the order but loses no push", async (kind) => {
    const seqs = await pushedUnder(kind, 0.5);
    expect(seqs.toSorted((one, other) => one - other)).toEqual(inOrder);
    expect(seqs).not.toEqual(inOrder);
  });

  it("gone-alive reports a live connection as gone", async () => {
    expect(await pushedUnder("gone-alive", 1)).toEqual([]);
    expect(cloud.chaos.counts()["gone-alive"]).toBe(5);
  });

  it("cut-socket breaks a socket that sends a frame", async () => {
    cloud.chaos.start({ seed: 1, mix: { "cut-socket": 1 } });
    const dan = await connectAs(cloud, "dan");
    dan.send({ action: "ping", requestId: "r1" });
    expect(await dan.closeCode()).toBe(1006);
    cloud.chaos.stop();
  });

  it("skew shifts a function's clock but not its deadline", async () => {
    await cloud.killSandboxes();
    cloud.chaos.start({ seed: 1, mix: { skew: 1 } });
    const { id } = await startChat(ana, ["ben"]);
    cloud.chaos.stop();
    const { body } = await ana.get(`${chats}/${id}`);
    expect(Math.abs(Date.parse(Object(body).dateAdded) - Date.now())).toBeGreaterThan(5000);
    await cloud.killSandboxes();
  });
});
