import { Stack } from "aws-cdk-lib";
import { AccessLogFormat } from "aws-cdk-lib/aws-apigateway";
import { LogGroupLogDestination, WebSocketApi, WebSocketStage } from "aws-cdk-lib/aws-apigatewayv2";
import { WebSocketLambdaAuthorizer } from "aws-cdk-lib/aws-apigatewayv2-authorizers";
import { WebSocketLambdaIntegration } from "aws-cdk-lib/aws-apigatewayv2-integrations";
import { PolicyStatement } from "aws-cdk-lib/aws-iam";
import type { IFunction } from "aws-cdk-lib/aws-lambda";
import { Construct } from "constructs";
import { createAccessLog, websocketAccessLine } from "./access-log.ts";
import { ApiDomain } from "./api-domain.ts";
import type { StageSettings } from "./stages.ts";

export interface ChatWebsocketApiProps {
  readonly stage: string;
  readonly settings: StageSettings;
}

/**
 * The WebSocket API. One function serves all frames, so that the closed set of actions is in the code, parsed
 * by schema. The API is created before its functions, which need its endpoint; `connect` then attaches them.
 */
export class ChatWebsocketApi extends Construct {
  /** The URL that clients open: `wss://…`. */
  readonly url: string;
  /** The endpoint through which functions post to connections: `https://{api}.execute-api.{region}.amazonaws.com/{stage}`. */
  readonly managementEndpoint: string;
  /** The host that the custom domain's DNS record must point to, if there is one. */
  readonly domainTarget: string | undefined;
  readonly stage: WebSocketStage;
  readonly #api: WebSocketApi;

  constructor(scope: Construct, id: string, { stage, settings }: ChatWebsocketApiProps) {
    super(scope, id);
    this.#api = new WebSocketApi(this, "Api", {
      apiName: `internal-chat-${stage}-websocket`,
      routeSelectionExpression: "$request.body.action",
    });
    this.stage = new WebSocketStage(this, "Stage", {
      webSocketApi: this.#api,
      stageName: stage,
      autoDeploy: true,
      throttle: settings.throttle,
      // Execution logs and data trace stay off, as they are by default: frames and tokens are private.
      ...(settings.accessLogs && {
        accessLogSettings: {
          destination: new LogGroupLogDestination(createAccessLog(this, settings)),
          format: AccessLogFormat.custom(websocketAccessLine),
        },
      }),
    });
    const domain = settings.domains?.websocket;
    this.domainTarget =
      domain && new ApiDomain(this, "Domain", { domain, apiId: this.#api.apiId, stage: this.stage }).target;
    this.url = domain ? `wss://${domain.name}/` : this.stage.url;
    this.managementEndpoint = this.stage.callbackUrl;
  }

  /** Routes all frames to `handler`, and lets `authorizer` decide who may open a connection. */
  connect(handler: IFunction, authorizer: IFunction): void {
    const integration = new WebSocketLambdaIntegration("Integration", handler);
    this.#api.addRoute("$connect", {
      integration,
      authorizer: new WebSocketLambdaAuthorizer("Authorizer", authorizer, {
        // Browsers can set no other header, and a token in the URL would end up in logs.
        identitySource: ["route.request.header.Sec-WebSocket-Protocol"],
      }),
    });
    this.#api.addRoute("$disconnect", { integration });
    // Without a route response API Gateway would drop the acknowledgements.
    this.#api.addRoute("$default", { integration, returnResponse: true });
  }

  /** Lets a function post to the connections of this stage and close them. */
  grantPush(handler: IFunction): void {
    const connections = (method: string) =>
      Stack.of(this).formatArn({
        service: "execute-api",
        resource: this.#api.apiId,
        resourceName: `${this.stage.stageName}/${method}/@connections/*`,
      });
    handler.addToRolePolicy(
      new PolicyStatement({
        actions: ["execute-api:ManageConnections"],
        resources: [connections("POST"), connections("DELETE")],
      }),
    );
  }
}
