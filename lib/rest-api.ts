import { Duration } from "aws-cdk-lib";
import {
  AccessLogFormat,
  AuthorizationType,
  EndpointType,
  type IAuthorizer,
  LambdaIntegration,
  LogGroupLogDestination,
  type MethodDeploymentOptions,
  MethodLoggingLevel,
  ResponseType,
  RestApi,
  type Stage,
  TokenAuthorizer,
} from "aws-cdk-lib/aws-apigateway";
import type { IFunction } from "aws-cdk-lib/aws-lambda";
import { Construct } from "constructs";
import { type Route, routes } from "../functions/rest/routes.ts";
import { createAccessLog, restAccessLine } from "./access-log.ts";
import { ApiDomain } from "./api-domain.ts";
import { echoOrigin, preflightHeaders } from "./cors.ts";
import { Firewall } from "./firewall.ts";
import { errorBody, errorHeaders, gatewayResponses, methodNotAllowed } from "./gateway-responses.ts";
import { addMock } from "./mock-method.ts";
import type { DomainSettings, StageSettings, Throttle } from "./stages.ts";

export interface ChatRestApiProps {
  readonly stage: string;
  readonly settings: StageSettings;
  readonly authorizer: IFunction;
  /** The function that serves a group of routes. */
  readonly handlerOf: (group: Route["group"]) => IFunction;
}

/**
 * The REST API, built from `routes.ts`: a route gets its function and, unless it is public, the authorizer.
 * Every path also has `OPTIONS` for the preflights of browsers, and `ANY`, which answers 405 to every other
 * method, with or without a token.
 */
export class ChatRestApi extends Construct {
  readonly url: string;
  /** The host that the custom domain's DNS record must point to, if there is one. */
  readonly domainTarget: string | undefined;
  readonly stage: Stage;
  readonly firewall: Firewall | undefined;
  readonly #api: RestApi;

  constructor(scope: Construct, id: string, props: ChatRestApiProps) {
    super(scope, id);
    this.#api = this.#createApi(props);
    this.#addRoutes(props.handlerOf, this.#createAuthorizer(props.authorizer));
    this.#addMocks(props.settings.corsOrigins);
    this.#addGatewayResponses(props.settings.throttle.rateLimit);
    this.stage = this.#api.deploymentStage;
    this.firewall = this.#createFirewall(props);
    const domain = props.settings.domains?.rest;
    this.domainTarget = domain && this.#createDomain(domain);
    this.url = domain ? `https://${domain.name}/` : this.#api.url;
  }

  #createApi({ stage, settings }: ChatRestApiProps): RestApi {
    const api = new RestApi(this, "Api", {
      restApiName: `internal-chat-${stage}`,
      endpointTypes: [EndpointType.REGIONAL],
      // There is one role per account and region: it is not this stack's to set.
      cloudWatchRole: false,
      deployOptions: {
        stageName: stage,
        tracingEnabled: true,
        ...methodOptions(settings.throttle),
        methodOptions: Object.fromEntries(
          routes.flatMap(({ path, method, operation }) => {
            const throttle = settings.methodThrottles[operation];
            return throttle === undefined ? [] : [[`${path}/${method}`, methodOptions(throttle)]];
          }),
        ),
        ...(settings.accessLogs && {
          accessLogDestination: new LogGroupLogDestination(createAccessLog(this, settings)),
          accessLogFormat: AccessLogFormat.custom(restAccessLine),
        }),
      },
    });
    api.node.tryRemoveChild("Endpoint"); // the stack has its own, better named output
    return api;
  }

  #createFirewall({ stage: stageName, settings: { firewall } }: ChatRestApiProps): Firewall | undefined {
    const { stageArn } = this.stage;
    return firewall && new Firewall(this, "Firewall", { settings: firewall, stageArn, stageName });
  }

  #createDomain(domain: DomainSettings): string {
    const { stage } = this;
    return new ApiDomain(this, "Domain", { domain, apiId: this.#api.restApiId, stage }).target;
  }

  #createAuthorizer(handler: IFunction): TokenAuthorizer {
    return new TokenAuthorizer(this, "Authorizer", {
      handler,
      // API Gateway refuses a header that cannot be a token without invoking the authorizer.
      validationRegex: "^[Bb]earer [-_A-Za-z0-9]+\\.[-_A-Za-z0-9]+\\.[-_A-Za-z0-9]+$",
      // The longest time for which a token is accepted after its keys were withdrawn.
      resultsCacheTtl: Duration.seconds(60),
    });
  }

  #addRoutes(handlerOf: ChatRestApiProps["handlerOf"], authorizer: IAuthorizer): void {
    for (const route of routes) {
      // One permission per function: one per method would outgrow the 20 KB of a function's policy.
      const integration = new LambdaIntegration(handlerOf(route.group), { scopePermissionToMethod: false });
      const access = route.token === "none" ? { authorizationType: AuthorizationType.NONE } : { authorizer };
      this.#api.root.resourceForPath(route.path).addMethod(route.method, integration, {
        operationName: route.operation,
        ...access,
      });
    }
  }

  #addMocks(origins: readonly string[]): void {
    for (const path of new Set(routes.map((route) => route.path))) {
      const methods = routes.filter((route) => route.path === path).map((route) => route.method);
      const resource = this.#api.root.resourceForPath(path);
      const echo = echoOrigin(origins);
      addMock(resource, "OPTIONS", { statusCode: 204, headers: preflightHeaders(methods), template: echo });
      addMock(resource, "ANY", {
        statusCode: 405,
        headers: { Allow: `'${methods.join(", ")}'` },
        template: `${echo}${errorBody(methodNotAllowed)}`,
      });
    }
  }

  #addGatewayResponses(rateLimit: number): void {
    for (const [type, answer] of Object.entries(gatewayResponses)) {
      this.#api.addGatewayResponse(type, {
        type: ResponseType.of(type),
        statusCode: `${answer.statusCode}`,
        responseHeaders: errorHeaders(answer, rateLimit),
        templates: { "application/json": errorBody(answer) },
      });
    }
  }
}

/** A method's options replace all of its stage's, so each method states them all. */
function methodOptions({ rateLimit, burstLimit }: Throttle): MethodDeploymentOptions {
  return {
    throttlingRateLimit: rateLimit,
    throttlingBurstLimit: burstLimit,
    metricsEnabled: false, // charged for each route, and access logs tell as much
    loggingLevel: MethodLoggingLevel.OFF,
    dataTraceEnabled: false, // it would log bodies, which are private
  };
}
