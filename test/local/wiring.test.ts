import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, inject, it } from "vitest";
import * as z from "zod";
import type { LocalCloudOptions } from "../../local/cloud-options.ts";
import { startLocalCloud } from "../../local/local-cloud.ts";

const Resource = z.looseObject({
  Type: z.string(),
  Properties: z.record(z.string(), z.unknown()).default({}),
});
const Template = z.looseObject({ Resources: z.record(z.string(), Resource) });
type Template = z.infer<typeof Template>;

const Statements = z.looseObject({
  PolicyDocument: z.looseObject({
    Statement: z.array(z.looseObject({ Action: z.union([z.string(), z.array(z.string())]) })),
  }),
});

/** Removes an action from every statement of the policies whose logical id matches. */
function revoke(template: Template, policy: RegExp, action: string): void {
  for (const [logicalId, resource] of Object.entries(template.Resources)) {
    if (resource.Type !== "AWS::IAM::Policy" || !policy.test(logicalId)) continue;
    const properties = Statements.parse(resource.Properties);
    for (const statement of properties.PolicyDocument.Statement) {
      statement.Action = [statement.Action].flat().filter((allowed) => allowed !== action);
    }
    resource.Properties = properties;
  }
}

function remove(template: Template, which: (logicalId: string, type: string) => boolean): void {
  for (const [logicalId, { Type }] of Object.entries(template.Resources)) {
    if (which(logicalId, Type)) delete template.Resources[logicalId];
  }
}

describe("the local cloud with a changed template", () => {
  let dir = "";
  const stops: (() => Promise<void>)[] = [];
  beforeEach(() => {
    dir = mkdtempSync(join(tmpdir(), "wiring-"));
    cpSync(inject("assemblyDir"), dir, { recursive: true });
  });
  afterEach(async () => {
    for (const stop of stops.splice(0)) await stop();
    rmSync(dir, { recursive: true });
  });

  async function startWith(
    mutate: (template: Template) => unknown,
    options: Partial<LocalCloudOptions> = {},
  ) {
    const file = join(dir, "internal-chat-dev.template.json");
    const template = Template.parse(JSON.parse(readFileSync(file, "utf8")));
    mutate(template);
    writeFileSync(file, JSON.stringify(template));
    const lines: string[] = [];
    const log = (line: string) => lines.push(line);
    const cloud = await startLocalCloud({ port: 0, assemblyDir: dir, demoData: false, log, ...options });
    stops.push(cloud.stop);
    const get = async (path: string, userId?: string) => {
      const token = userId && (await cloud.issuer.issue({ userId }));
      const response = await fetch(`${cloud.url}${path}`, {
        headers: token ? { Authorization: `Bearer ${token}` } : {},
      });
      return response.status;
    };
    return { get, lines };
  }

  it("answers if nothing is wrong", async () => {
    const { get } = await startWith(() => undefined);
    expect(await get("/health")).toBe(200);
  });

  it("answers 405 for a missing method", async () => {
    const { get } = await startWith((template) =>
      remove(template, (id, type) => type === "AWS::ApiGateway::Method" && /healthGET/.test(id)),
    );
    expect(await get("/health")).toBe(405);
  });

  it("answers 500 without the permission to invoke the route's function", async () => {
    const { get } = await startWith((template) =>
      remove(template, (id, type) => type === "AWS::Lambda::Permission" && /FunctionsChats/.test(id)),
    );
    expect(await get("/health")).toBe(500);
  });

  it("cannot load a function without its table variable", async () => {
    const { get, lines } = await startWith((template) => {
      for (const [id, { Properties }] of Object.entries(template.Resources)) {
        if (/^FunctionsMe[0-9A-F]/.test(id)) Properties.Environment = { Variables: {} };
      }
    });
    expect(await get("/me", "ana")).toBe(500);
    expect(lines.join("\n")).toMatch(/TABLE_NAME/);
  });

  it("denies a function a call without a grant and logs the missing grant", async () => {
    const lines: string[] = [];
    const log = (line: string) => lines.push(line);
    const starting = startWith((template) => revoke(template, /Directory/, "dynamodb:PutItem"), {
      demoData: true,
      log,
    });
    await expect(starting).rejects.toThrow(/demo data: PUT .* answered 500/);
    expect(lines.join("\n")).toMatch(/denied: .*Directory.* is not authorized to perform: dynamodb:PutItem/);
  });

  it.each<[string, (template: Template) => unknown, RegExp]>([
    [
      "a stream that the function may not read",
      (template) => revoke(template, /Stream/, "dynamodb:GetRecords"),
      /lacks dynamodb:GetRecords/,
    ],
    [
      "an on-failure bucket that the function may not write to",
      (template) => revoke(template, /Stream/, "s3:PutObject"),
      /lacks s3:PutObject/,
    ],
    [
      "a resource that is not emulated",
      (template) =>
        Object.assign(template.Resources, { Cluster: { Type: "AWS::EKS::Cluster", Properties: {} } }),
      /Cluster: the local cloud has no AWS::EKS::Cluster/,
    ],
    [
      "a missing authorizer",
      (template) => remove(template, (_, type) => type === "AWS::ApiGateway::Authorizer"),
      /is referred to but not defined/,
    ],
    [
      "an invalid platform application",
      (template) => {
        for (const [id, { Properties }] of Object.entries(template.Resources)) {
          if (/^FunctionsMe[0-9A-F]/.test(id))
            Properties.Environment = { Variables: { PUSH_APPLICATIONS: '{"apns":"arn:aws:sns:topic"}' } };
        }
      },
      /PUSH_APPLICATIONS: arn:aws:sns:topic is not a platform application/,
    ],
    [
      "a missing stage",
      (template) => remove(template, (_, type) => type === "AWS::ApiGateway::Stage"),
      /no stage/,
    ],
  ])("does not start with %s", async (_, mutate, message) => {
    await expect(startWith(mutate)).rejects.toThrow(message);
  });
});
