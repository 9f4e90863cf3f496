import { Stack } from "aws-cdk-lib";
import { WebSocketApi, WebSocketStage } from "aws-cdk-lib/aws-apigatewayv2";
import { WebSocketLambdaAuthorizer } from "aws-cdk-lib/aws-apigatewayv2-authorizers";
import { WebSocketLambdaIntegration } from "aws-cdk-lib/aws-apigatewayv2-integrations";
import { PolicyStatement } from "aws-cdk-lib/aws-iam";
import type { IFunction } from "aws-cdk-lib/aws-lambda";
import { Construct } from "constructs";
import type { StageSettings } from "./stages.ts";

export interface ChatWebsocketApiProps {
  readonly stage: string;
  readonly settings: StageSettings;
}

/**
 * The WebSocket API. One function serves all frames, so that the closed set of actions lives in the code,
 * parsed by schema. It is built before its functions, which need its endpoint: then `connect` joins them.
 */
export class ChatWebsocketApi extends Construct {
  /** What clients open: `wss://…`. */
  readonly url: string;
  /** Where functions post to connections: `https://{api}.execute-api.{region}.amazonaws.com/{stage}`. */
  readonly managementEndpoint: string;
  readonly #api: WebSocketApi;
  readonly #stage: WebSocketStage;

  constructor(scope: Construct, id: string, { stage, settings }: ChatWebsocketApiProps) {
    super(scope, id);
    this.#api = new WebSocketApi(this, "Api", {
      apiName: `internal-chat-${stage}-websocket`,
      routeSelectionExpression: "$request.body.action",
    });
    this.#stage = new WebSocketStage(this, "Stage", {
      webSocketApi: this.#api,
      stageName: stage,
      autoDeploy: true,
      detailedMetricsEnabled: true,
      throttle: settings.throttle,
      // Logging and data trace stay off, as they are by default: frames are private.
    });
    this.url = this.#stage.url;
    this.managementEndpoint = this.#stage.callbackUrl;
  }

  /** Routes all frames to `handler`, and lets `authorizer` decide who may open a connection. */
  connect(handler: IFunction, authorizer: IFunction): void {
    const integration = new WebSocketLambdaIntegration("Integration", handler);
    this.#api.addRoute("$connect", {
      integration,
      authorizer: new WebSocketLambdaAuthorizer("Authorizer", authorizer, {
        // Browsers cannot set another header, and a token in the URL would end in logs.
        identitySource: ["route.request.header.Sec-WebSocket-Protocol"],
      }),
    });
    this.#api.addRoute("$disconnect", { integration });
    // Without a route response the acks would never leave API Gateway.
    this.#api.addRoute("$default", { integration, returnResponse: true });
  }

  /** Lets a function post to the connections of this stage and close them. */
  grantPush(handler: IFunction): void {
    const connections = (method: string) =>
      Stack.of(this).formatArn({
        service: "execute-api",
        resource: this.#api.apiId,
        resourceName: `${this.#stage.stageName}/${method}/@connections/*`,
      });
    handler.addToRolePolicy(
      new PolicyStatement({
        actions: ["execute-api:ManageConnections"],
        resources: [connections("POST"), connections("DELETE")],
      }),
    );
  }
}
