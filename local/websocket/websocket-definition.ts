import * as z from "zod";
import { functionArnOf } from "../lambda/invoker.ts";
import { StartupError } from "../startup-error.ts";
import type { Stack } from "../template/stack.ts";

const Api = z.object({
  ProtocolType: z.literal("WEBSOCKET", "only WebSocket APIs are emulated in version 2"),
  RouteSelectionExpression: z
    .string()
    .regex(/^\$request\.body\.\w+$/, "only $request.body.{field} is emulated"),
});
const Route = z.object({
  RouteKey: z.string(),
  AuthorizationType: z.enum(["NONE", "CUSTOM"]).default("NONE"),
  AuthorizerId: z.string().optional(),
  Target: z.string().regex(/^integrations\//),
  RouteResponseSelectionExpression: z.string().optional(),
});
const Integration = z.object({
  IntegrationType: z.literal("AWS_PROXY", "only AWS_PROXY integrations are emulated"),
  IntegrationUri: z.string(),
});
const Authorizer = z.object({
  AuthorizerType: z.literal("REQUEST"),
  AuthorizerUri: z.string(),
  IdentitySource: z.array(z.string().regex(/^route\.request\.(header|querystring)\.[\w-]+$/)).default([]),
});

interface RouteDefinition {
  readonly routeKey: string;
  readonly functionArn: string;
  /** Whether the function's result is sent to the client. */
  readonly respond: boolean;
}

interface WebSocketAuthorizerDefinition {
  readonly id: string;
  readonly functionArn: string;
  /** The values that a handshake must carry: kind (header or querystring) and name. */
  readonly identity: readonly { readonly kind: string; readonly name: string }[];
}

/** The WebSocket API as the template declares it. */
export interface WebSocketDefinition {
  readonly apiId: string;
  readonly stage: string;
  /** The field of a frame that selects its route. */
  readonly selector: string;
  readonly routes: ReadonlyMap<string, RouteDefinition>;
  readonly connectAuthorizer: WebSocketAuthorizerDefinition | undefined;
}

export function readWebSocketDefinition(stack: Stack): WebSocketDefinition {
  const [api, ...others] = stack.resources("AWS::ApiGatewayV2::Api", Api);
  const [stage] = stack.resources("AWS::ApiGatewayV2::Stage", z.object({ StageName: z.string() }));
  if (!api || others.length > 0) throw new StartupError("template: one AWS::ApiGatewayV2::Api expected");
  if (!stage) throw new StartupError("template: the WebSocket API has no stage, so it is not deployed");
  return {
    apiId: api.ref,
    stage: stage.properties.StageName,
    selector: api.properties.RouteSelectionExpression.slice("$request.body.".length),
    routes: readRoutes(stack),
    connectAuthorizer: readConnectAuthorizer(stack),
  };
}

function readRoutes(stack: Stack): Map<string, RouteDefinition> {
  const integrations = new Map(
    stack
      .resources("AWS::ApiGatewayV2::Integration", Integration)
      .map(({ ref, properties }) => [ref, properties]),
  );
  const RouteResponse = z.object({ RouteId: z.string(), RouteResponseKey: z.literal("$default") });
  const responding = stack.resources("AWS::ApiGatewayV2::RouteResponse", RouteResponse);
  return new Map(
    stack.resources("AWS::ApiGatewayV2::Route", Route).map(({ logicalId, ref, properties }) => {
      const integration = integrations.get(properties.Target.slice("integrations/".length));
      if (!integration) throw new StartupError(`template: ${logicalId}: no integration ${properties.Target}`);
      const respond =
        properties.RouteResponseSelectionExpression === "$default" &&
        responding.some((response) => response.properties.RouteId === ref);
      const routeKey = properties.RouteKey;
      return [routeKey, { routeKey, respond, functionArn: functionArnOf(integration.IntegrationUri) }];
    }),
  );
}

function readConnectAuthorizer(stack: Stack): WebSocketAuthorizerDefinition | undefined {
  const connect = stack
    .resources("AWS::ApiGatewayV2::Route", Route)
    .find(({ properties }) => properties.RouteKey === "$connect");
  if (connect?.properties.AuthorizationType !== "CUSTOM") return undefined;
  const id = connect.properties.AuthorizerId;
  const found = stack.resources("AWS::ApiGatewayV2::Authorizer", Authorizer).find(({ ref }) => ref === id);
  if (!found) throw new StartupError(`template: ${connect.logicalId}: no authorizer ${id ?? "named"}`);
  return {
    id: found.ref,
    functionArn: functionArnOf(found.properties.AuthorizerUri),
    identity: found.properties.IdentitySource.map((source) => {
      const [, , kind = "", name = ""] = source.split(".");
      return { kind, name };
    }),
  };
}
