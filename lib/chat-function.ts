import { Duration } from "aws-cdk-lib";
import { Role, ServicePrincipal } from "aws-cdk-lib/aws-iam";
import { Architecture, Function as LambdaFunction, Runtime, Tracing } from "aws-cdk-lib/aws-lambda";
import { LogGroup } from "aws-cdk-lib/aws-logs";
import type { Construct } from "constructs";
import { bundle } from "./bundle.ts";
import type { Entry, FunctionRow } from "./function-table.ts";
import { metricsNamespace } from "./service-metrics.ts";
import type { StageSettings } from "./stages.ts";

export interface ChatFunctionProps extends Omit<FunctionRow, "entry" | "access"> {
  readonly entry: Entry;
  /** Variables by name; the function gets those of its `config`. */
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly settings: StageSettings;
}

/**
 * A Lambda with the house defaults: Node 24 on arm64, one ESM bundle, X-Ray, its own log group with the
 * stage's retention. Its role may write that log group and traces, and nothing else until it is granted.
 */
export class ChatFunction extends LambdaFunction {
  readonly errorImpact: string;

  constructor(scope: Construct, id: string, props: ChatFunctionProps) {
    const { logRetention, removalPolicy, logLevel, memory, reservedConcurrency } = props.settings;
    const logGroup = new LogGroup(scope, `${id}Logs`, { retention: logRetention, removalPolicy });
    const role = new Role(scope, `${id}Role`, { assumedBy: new ServicePrincipal("lambda.amazonaws.com") });
    logGroup.grantWrite(role);
    super(scope, id, {
      description: `If it fails: ${props.errorImpact}`,
      code: bundle(props.entry),
      handler: "index.handler",
      runtime: Runtime.NODEJS_24_X,
      architecture: Architecture.ARM_64,
      tracing: Tracing.ACTIVE,
      timeout: props.timeout ?? Duration.seconds(29),
      memorySize: memory[props.entry] ?? 512,
      ...executions(reservedConcurrency[props.entry]),
      role,
      logGroup,
      environment: {
        ...variables(props),
        NODE_OPTIONS: "--enable-source-maps",
        POWERTOOLS_METRICS_NAMESPACE: metricsNamespace(scope),
        POWERTOOLS_SERVICE_NAME: "internal-chat",
        POWERTOOLS_LOG_LEVEL: logLevel,
      },
    });
    this.errorImpact = props.errorImpact;
  }
}

function executions(reserved: number | undefined): { reservedConcurrentExecutions?: number } {
  return reserved === undefined ? {} : { reservedConcurrentExecutions: reserved };
}

/** Optional variables may be absent; CloudFormation knows strings only. */
function variables({ config, environment }: ChatFunctionProps): Record<string, string> {
  const found: Record<string, string> = {};
  for (const name of Object.keys(config.shape)) {
    const value = environment[name];
    if (value !== undefined) found[name] = value;
  }
  return found;
}
