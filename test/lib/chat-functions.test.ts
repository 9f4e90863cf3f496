import { readFileSync } from "node:fs";
import { join } from "node:path";
import { Match } from "aws-cdk-lib/assertions";
import { describe, expect, test } from "vitest";
import * as z from "zod";
import * as configs from "../../functions/runtime/config.ts";
import { constructId, functionTable } from "../../lib/function-table.ts";
import { stages } from "../../lib/stages.ts";
import { functionNames, idOf, resources, synthesize } from "./synth.ts";

const templates = Object.entries(stages).map(
  ([stage, settings]) => [stage, settings, synthesize(stage)] as const,
);
const template = synthesize("prod");
const functions = join(import.meta.dirname, "../../functions");

describe.each(functionTable)("$entry", ({ entry, config }) => {
  const id = idOf(template, "AWS::Lambda::Function", constructId(entry));
  const properties = resources(template, "AWS::Lambda::Function").get(id);

  test("has the configuration that its entry point loads", () => {
    const name = `${constructId(entry)}Config`;
    expect(new Map<string, unknown>(Object.entries(configs)).get(name)).toBe(config);
    expect(readFileSync(join(functions, `${entry}.ts`), "utf8")).toContain(`loadConfig(${name})`);
  });

  test("has every variable that its configuration asks for, and no other", () => {
    const required = Object.entries<z.ZodType>(config.shape).flatMap(([variable, schema]) =>
      schema.safeParse(undefined).success ? [] : [variable],
    );
    expect(Object.keys(variablesOf(properties)).sort()).toEqual(
      [
        ...required,
        "NODE_OPTIONS",
        "POWERTOOLS_LOG_LEVEL",
        "POWERTOOLS_METRICS_NAMESPACE",
        "POWERTOOLS_SERVICE_NAME",
      ].sort(),
    );
  });

  test("says what its failure means, within what Lambda stores", () => {
    const description = z.string().max(256).parse(properties?.Description);
    expect(description).toMatch(/^If it fails: .{20,}/);
  });
});

test("all run on Node 24 and arm64, traced, with their own log group", () => {
  template.resourceCountIs("AWS::Lambda::Function", functionNames.length);
  template.allResourcesProperties("AWS::Lambda::Function", {
    Runtime: "nodejs24.x",
    Architectures: ["arm64"],
    Handler: "index.handler",
    TracingConfig: { Mode: "Active" },
    LoggingConfig: { LogGroup: { Ref: Match.anyValue() } },
  });
});

test.each(templates)("%s has its own log level and retention", (_stage, settings, of) => {
  of.allResourcesProperties("AWS::Logs::LogGroup", { RetentionInDays: settings.logRetention });
  of.allResourcesProperties("AWS::Lambda::Function", {
    Environment: { Variables: { POWERTOOLS_LOG_LEVEL: settings.logLevel } },
  });
});

test("the cursor key is generated, and the template holds only a reference to it", () => {
  template.hasResourceProperties("AWS::SecretsManager::Secret", {
    GenerateSecretString: { PasswordLength: 64, ExcludePunctuation: true },
  });
  const keys = ["Chats", "Inbox"].map((name) => {
    const id = idOf(template, "AWS::Lambda::Function", name);
    return JSON.stringify(variablesOf(resources(template, "AWS::Lambda::Function").get(id)).CURSOR_KEY);
  });
  expect(keys[0]).toContain("{{resolve:secretsmanager:");
  expect(keys[1]).toBe(keys[0]);
});

test("functions of the APIs time out after 29 s, as API Gateway does", () => {
  const timeouts = ["Chats", "Attachments", "Inbox", "Me", "Devices", "Directory", "Websocket"].map(
    (name) =>
      resources(template, "AWS::Lambda::Function").get(idOf(template, "AWS::Lambda::Function", name))
        ?.Timeout,
  );
  expect(timeouts).toEqual([29, 29, 29, 29, 29, 29, 29]);
});

function variablesOf(properties: Record<string, unknown> | undefined): Record<string, unknown> {
  const Environment = z.object({ Variables: z.record(z.string(), z.unknown()) });
  return Environment.parse(properties?.Environment).Variables;
}
