import { join } from "node:path";
import { parseArgs } from "node:util";
import { App } from "aws-cdk-lib";
import cdk from "../cdk.json" with { type: "json" };
import { InternalChatStack } from "../lib/internal-chat-stack.ts";
import { contextKeys, withContext } from "../lib/stage-context.ts";
import { type StageSettings, stages } from "../lib/stages.ts";

const usage = `Synthesizes the CloudFormation templates: one stack per stage, internal-chat-{stage}.

  node bin/internal-chat.ts [--stage NAME] [--context KEY=VALUE …] [--output DIR]

  --stage NAME   synthesize only this stage: ${Object.keys(stages).join(", ")} (default: all; with the CDK CLI: -c stage=NAME)
  --context, -c  as for the CDK CLI; overrides the stage's settings:
                 push.apns, push.apnsSandbox, push.fcm (ARNs of platform applications)
${contextKeys.map((key) => `                 ${key}`).join("\n")}
  --output DIR   the output folder (default: cdk.out in the project)
  --help         print this text`;

const options = {
  stage: { type: "string" },
  context: { type: "string", short: "c", multiple: true },
  output: { type: "string" },
  help: { type: "boolean", default: false },
} as const;

function main(): void {
  const { values } = parseArgs({ options });
  if (values.help) {
    console.log(usage);
    return;
  }
  const app = new App({
    // The CDK CLI sets the output folder and passes the context of cdk.json. A plain `node` does neither.
    outdir: values.output ?? process.env.CDK_OUTDIR ?? join(import.meta.dirname, "..", "cdk.out"),
    context: {
      ...cdk.context,
      ...contextOf(values.context),
      ...(values.stage === undefined ? {} : { stage: values.stage }),
    },
    autoSynth: false,
    analyticsReporting: false,
  });
  const wanted: unknown = app.node.tryGetContext("stage");
  const chosen = wanted === undefined ? Object.keys(stages) : [`${wanted}`];
  const settings = chosen.map((stage) => [stage, settingsOf(stage)] as const);
  for (const [stage, of] of settings) {
    new InternalChatStack(app, `internal-chat-${stage}`, { stage, settings: withContext(of, app.node) });
  }
  app.synth();
}

function contextOf(pairs: readonly string[] = []): Record<string, string> {
  const split = (pair: string): [string, string] => {
    const [key = "", ...value] = pair.split("=");
    if (key === "" || value.length === 0) throw new Error(`--context ${pair}: must be KEY=VALUE`);
    return [key, value.join("=")];
  };
  return Object.fromEntries(pairs.map(split));
}

function settingsOf(stage: string): StageSettings {
  const settings = stages[stage];
  if (settings === undefined) {
    throw new Error(`Unknown stage "${stage}": choose one of ${Object.keys(stages).join(", ")}`);
  }
  return settings;
}

try {
  main();
} catch (error) {
  // One line explains a wrong argument better than a stack trace. DEBUG=1 prints the stack trace.
  console.error(process.env.DEBUG === undefined && error instanceof Error ? error.message : error);
  process.exitCode = 1;
}
