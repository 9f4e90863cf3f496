import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import * as z from "zod";

const Line = z.looseObject({
  _aws: z.object({
    CloudWatchMetrics: z.array(
      z.object({ Namespace: z.string(), Dimensions: z.array(z.array(z.string())), Metrics: z.unknown() }),
    ),
  }),
});

let written: string[] = [];

/** Loads the module again, as a fresh sandbox does: it holds the collected metrics. */
async function sandbox() {
  vi.resetModules();
  return import("../../functions/runtime/emf-metrics.ts");
}

beforeEach(() => {
  written = [];
  vi.stubEnv("POWERTOOLS_METRICS_NAMESPACE", "internal-chat-test");
  vi.stubEnv("POWERTOOLS_SERVICE_NAME", "internal-chat");
  vi.stubEnv("POWERTOOLS_DEV", "true"); // to the console that is spied on; that alone would turn metrics off
  vi.stubEnv("POWERTOOLS_METRICS_DISABLED", "false");
  vi.spyOn(console, "log").mockImplementation((line: unknown) => written.push(`${line}`));
});

afterEach(() => {
  vi.unstubAllEnvs();
  vi.restoreAllMocks();
});

describe("the metrics of an invocation", () => {
  it("are one line in the stack's namespace, with the service as their only dimension", async () => {
    const { emfMetrics, publishing } = await sandbox();
    await publishing(async () => {
      emfMetrics.count("MessagesSent");
      emfMetrics.count("Deliveries", 3);
      emfMetrics.time("SendLatency", 12);
    })();

    expect(written).toHaveLength(1);
    const line = Line.parse(JSON.parse(written[0] ?? ""));
    const [{ Namespace, Dimensions } = { Namespace: "", Dimensions: [] }] = line._aws.CloudWatchMetrics;
    expect({ Namespace, Dimensions }).toEqual({ Namespace: "internal-chat-test", Dimensions: [["service"]] });
    expect(Object.keys(line).sort()).toEqual([
      "Deliveries",
      "MessagesSent",
      "SendLatency",
      "_aws",
      "service",
    ]);
    expect(line).toMatchObject({ MessagesSent: 1, Deliveries: 3, SendLatency: 12 });
  });

  it("are written if it fails, and not again by the next", async () => {
    const { emfMetrics, publishing } = await sandbox();
    const failing = publishing(async () => {
      emfMetrics.count("AppendConflicts");
      throw new Error("crash");
    });
    await expect(failing()).rejects.toThrow("crash");
    await publishing(async () => emfMetrics.count("MessagesSent"))();
    expect(written).toHaveLength(2);
    expect(written[1]).not.toContain("AppendConflicts");
  });

  it("are no line if there are none", async () => {
    const { emfMetrics, publishing } = await sandbox();
    expect(await publishing(async (name: string) => `hello ${name}`)("ana")).toBe("hello ana");
    await publishing(async () => emfMetrics.count("GoneConnections", 0))();
    expect(written).toEqual([]);
  });
});
