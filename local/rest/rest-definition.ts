import * as z from "zod";
import { StartupError } from "../startup-error.ts";
import type { Stack } from "../template/stack.ts";

const Resource = z.object({ ParentId: z.string(), PathPart: z.string() });

const IntegrationResponse = z.object({
  StatusCode: z.coerce.string(),
  SelectionPattern: z.string().optional(),
  ResponseParameters: z.record(z.string(), z.string()).default({}),
  ResponseTemplates: z.record(z.string(), z.string()).default({}),
});

const Integration = z.discriminatedUnion("Type", [
  z.object({
    Type: z.literal("AWS_PROXY"),
    Uri: z.string(),
    TimeoutInMillis: z.coerce.number().default(29_000),
  }),
  z.object({
    Type: z.literal("MOCK"),
    PassthroughBehavior: z.enum(["WHEN_NO_MATCH", "WHEN_NO_TEMPLATES", "NEVER"]).default("WHEN_NO_MATCH"),
    RequestTemplates: z.record(z.string(), z.string()).default({}),
    IntegrationResponses: z.array(IntegrationResponse).default([]),
  }),
]);

const Method = z.object({
  HttpMethod: z.string(),
  ResourceId: z.string(),
  AuthorizationType: z.enum(["NONE", "CUSTOM"]).default("NONE"),
  AuthorizerId: z.string().optional(),
  ApiKeyRequired: z.literal(false, "API keys are not emulated").default(false),
  Integration,
});

const Authorizer = z.object({
  Type: z.literal("TOKEN", "only TOKEN authorizers are emulated"),
  AuthorizerUri: z.string(),
  IdentitySource: z.string().regex(/^method\.request\.header\.[\w-]+$/),
  IdentityValidationExpression: z.string().optional(),
  AuthorizerResultTtlInSeconds: z.coerce.number().default(300),
});

const GatewayResponse = z.object({
  ResponseType: z.string(),
  StatusCode: z.coerce.number().optional(),
  ResponseParameters: z.record(z.string(), z.string()).default({}),
  ResponseTemplates: z.record(z.string(), z.string()).default({}),
});

export type ProxyIntegration = Extract<z.infer<typeof Integration>, { Type: "AWS_PROXY" }>;
export type MockIntegration = Extract<z.infer<typeof Integration>, { Type: "MOCK" }>;
export type MethodDefinition = z.infer<typeof Method>;
export type AuthorizerDefinition = z.infer<typeof Authorizer> & { readonly id: string };
export type GatewayResponseDefinition = z.infer<typeof GatewayResponse>;

/** A path and its methods. */
export interface PathDefinition {
  readonly resourceId: string;
  /** As in the template: `/locations/{locationId}`. */
  readonly path: string;
  readonly methods: ReadonlyMap<string, MethodDefinition>;
}

/** The REST API as the template declares it. */
export interface RestDefinition {
  readonly apiId: string;
  readonly stage: string;
  readonly paths: readonly PathDefinition[];
  readonly authorizers: ReadonlyMap<string, AuthorizerDefinition>;
  readonly gatewayResponses: ReadonlyMap<string, GatewayResponseDefinition>;
}

export function readRestDefinition(stack: Stack): RestDefinition {
  const [api, ...others] = stack.resources("AWS::ApiGateway::RestApi", z.object({}));
  const [stage] = stack.resources(
    "AWS::ApiGateway::Stage",
    z.object({ StageName: z.string(), DeploymentId: z.string() }),
  );
  if (!api || others.length > 0) throw new StartupError("template: one AWS::ApiGateway::RestApi expected");
  if (!stage) throw new StartupError("template: the REST API has no stage, so it is not deployed");
  return {
    apiId: api.ref,
    stage: stage.properties.StageName,
    paths: readPaths(stack, stack.attribute(api.logicalId, "RootResourceId")),
    authorizers: new Map(
      stack
        .resources("AWS::ApiGateway::Authorizer", Authorizer)
        .map(({ ref, properties }) => [ref, { ...properties, id: ref }]),
    ),
    gatewayResponses: new Map(
      stack
        .resources("AWS::ApiGateway::GatewayResponse", GatewayResponse)
        .map(({ properties }) => [properties.ResponseType, properties]),
    ),
  };
}

function readPaths(stack: Stack, rootId: string): PathDefinition[] {
  const resources = new Map(
    stack.resources("AWS::ApiGateway::Resource", Resource).map(({ ref, properties }) => [ref, properties]),
  );
  const pathOf = (id: string): string => {
    const resource = resources.get(id);
    return resource ? `${pathOf(resource.ParentId)}/${resource.PathPart}` : "";
  };
  const methods = stack.resources("AWS::ApiGateway::Method", Method).map(({ properties }) => properties);
  return [rootId, ...resources.keys()].map((resourceId) => ({
    resourceId,
    path: pathOf(resourceId) || "/",
    methods: new Map(
      methods
        .filter((method) => method.ResourceId === resourceId)
        .map((method) => [method.HttpMethod, method]),
    ),
  }));
}
