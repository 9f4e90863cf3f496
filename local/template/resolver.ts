import { isObject, type Json } from "../json.ts";
import { StartupError } from "../startup-error.ts";
import { evaluateCondition } from "./conditions.ts";
import { type Deployment, type Physical, physical } from "./physical.ts";
import type { Template } from "./template.ts";

/** Replaces the template's intrinsics by the values that they would have after a deployment. */
export interface Resolver {
  /** Undefined for `AWS::NoValue`. */
  resolve(value: Json): Json | undefined;
  physical(logicalId: string): Physical;
  /** Evaluates a condition by its name. */
  holds(condition: string): boolean;
}

export interface ResolverInput {
  readonly template: Template;
  readonly deployment: Deployment;
  /** The value of a secret, by the path of a dynamic reference: `{arn}:SecretString:…`. */
  readonly secret: (reference: string) => string;
}

type Intrinsic = (argument: Json, resolver: Resolver, input: ResolverInput) => Json | undefined;

const intrinsics: Readonly<Record<string, Intrinsic>> = {
  Ref: (argument, resolver, input) => reference(text(argument), resolver, input),
  "Fn::GetAtt": (argument, resolver) => {
    const [logicalId = "", ...path] = Array.isArray(argument)
      ? argument.map(text)
      : text(argument).split(".");
    return attribute(logicalId, path.join("."), resolver);
  },
  "Fn::Join": (argument, resolver) => {
    const [separator, parts] = list(argument);
    return list(resolver.resolve(parts ?? []))
      .map(text)
      .join(text(separator));
  },
  "Fn::Sub": (argument, resolver, input) => {
    const [template, variables] = Array.isArray(argument) ? argument : [argument];
    const own = isObject(variables) ? variables : {};
    return text(template).replace(/\$\{([^!}][^}]*)\}|\$\{!([^}]*)\}/g, (_, name, literal) => {
      if (literal !== undefined) return `\${${literal}}`;
      const value = own[name];
      if (value !== undefined) return text(resolver.resolve(value));
      return name.includes(".")
        ? text(intrinsics["Fn::GetAtt"]?.(name, resolver, input))
        : text(reference(name, resolver, input));
    });
  },
  "Fn::Select": (argument, resolver) => {
    const [index, parts] = list(argument);
    return list(resolver.resolve(parts ?? []))[Number(resolver.resolve(index ?? 0))];
  },
  "Fn::Split": (argument, resolver) => {
    const [separator, source] = list(argument);
    return text(resolver.resolve(source ?? "")).split(text(separator));
  },
  "Fn::If": (argument, resolver) => {
    const [condition, yes, no] = list(argument);
    return resolver.resolve((resolver.holds(text(condition)) ? yes : no) ?? null);
  },
  "Fn::FindInMap": (argument, resolver, { template }) => {
    const [map = "", first = "", second = ""] = list(argument).map((key) => text(resolver.resolve(key)));
    return template.Mappings[map]?.[first]?.[second];
  },
};

export function createResolver(input: ResolverInput): Resolver {
  const known = new Map<string, Physical>();
  const resolver: Resolver = {
    resolve: (value) => resolveValue(value, resolver, input),
    holds: (condition) => evaluateCondition(condition, input.template, resolver),
    physical: (logicalId) => {
      const found = known.get(logicalId) ?? describe(logicalId, resolver, input);
      known.set(logicalId, found);
      return found;
    },
  };
  return resolver;
}

function describe(logicalId: string, resolver: Resolver, input: ResolverInput): Physical {
  const resource = input.template.Resources[logicalId];
  if (!resource) throw new StartupError(`template: ${logicalId} is referred to but not defined`);
  const property = (name: string) => resolver.resolve(resource.Properties[name] ?? null);
  return physical({ logicalId, type: resource.Type, property, deployment: input.deployment });
}

function resolveValue(value: Json, resolver: Resolver, input: ResolverInput): Json | undefined {
  if (typeof value === "string") return withSecrets(value, input);
  if (Array.isArray(value))
    return value.map((item) => resolver.resolve(item)).filter((item) => item !== undefined);
  if (!isObject(value)) return value;
  const entries = Object.entries(value);
  const [key, argument] = entries[0] ?? ["", null];
  if (entries.length === 1 && (key === "Ref" || key.startsWith("Fn::"))) {
    const intrinsic = intrinsics[key];
    if (!intrinsic) throw new StartupError(`template: the local cloud does not know ${key}`);
    const resolved = intrinsic(argument, resolver, input);
    return typeof resolved === "string" ? withSecrets(resolved, input) : resolved;
  }
  const resolved = entries.map(([name, item]) => [name, resolver.resolve(item)] as const);
  return Object.fromEntries(resolved.flatMap(([name, item]) => (item === undefined ? [] : [[name, item]])));
}

function withSecrets(value: string, { secret }: ResolverInput): string {
  return value.replace(/\{\{resolve:([^:}]+):([^}]*)\}\}/g, (_, service, path) => {
    if (service !== "secretsmanager")
      throw new StartupError(`template: the local cloud resolves no ${service} reference`);
    return secret(path);
  });
}

function reference(
  name: string,
  resolver: Resolver,
  { template, deployment }: ResolverInput,
): Json | undefined {
  switch (name) {
    case "AWS::AccountId":
      return deployment.accountId;
    case "AWS::NoValue":
      return undefined;
    case "AWS::Partition":
      return deployment.partition;
    case "AWS::Region":
      return deployment.region;
    case "AWS::StackName":
      return deployment.stackName;
    case "AWS::StackId":
      return `arn:aws:cloudformation:${deployment.region}:${deployment.accountId}:stack/${deployment.stackName}/local`;
    case "AWS::URLSuffix":
      return "amazonaws.com";
    default:
      return template.Parameters[name] ? template.Parameters[name].Default : resolver.physical(name).ref;
  }
}

function attribute(logicalId: string, name: string, resolver: Resolver): string {
  const value = resolver.physical(logicalId).attributes[name];
  if (value === undefined)
    throw new StartupError(`template: the local cloud knows no attribute ${logicalId}.${name}`);
  return value;
}

function text(value: Json | undefined): string {
  if (typeof value === "string" || typeof value === "number" || typeof value === "boolean")
    return String(value);
  throw new StartupError(`template: expected a string, found ${JSON.stringify(value)}`);
}

function list(value: Json | undefined): Json[] {
  if (Array.isArray(value)) return value;
  throw new StartupError(`template: expected a list, found ${JSON.stringify(value)}`);
}
