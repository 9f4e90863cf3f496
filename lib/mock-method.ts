import {
  AuthorizationType,
  type IResource,
  MockIntegration,
  PassthroughBehavior,
} from "aws-cdk-lib/aws-apigateway";
import { allowOrigin, constantHeaders } from "./cors.ts";

interface MockAnswer {
  readonly statusCode: number;
  /** Added to those of every answer, in API Gateway's notation. */
  readonly headers: Readonly<Record<string, string>>;
  /** Template of the body. */
  readonly template: string;
}

/** Adds a public method with a constant answer, which API Gateway gives by itself. */
export function addMock(resource: IResource, method: string, answer: MockAnswer): void {
  const { statusCode } = answer;
  const headers = { ...constantHeaders, ...answer.headers };
  const declared = [...Object.keys(headers), allowOrigin].map((name) => [parameter(name), true]);
  resource.addMethod(method, mock({ ...answer, headers }), {
    authorizationType: AuthorizationType.NONE,
    methodResponses: [{ statusCode: `${statusCode}`, responseParameters: Object.fromEntries(declared) }],
  });
}

/**
 * API Gateway treats a request without Content-Type as JSON. It refuses a Content-Type without a template as
 * UNSUPPORTED_MEDIA_TYPE, which `gateway-responses.ts` answers 405 too.
 */
function mock({ statusCode, headers, template }: MockAnswer): MockIntegration {
  const mapped = Object.entries(headers).map(([name, value]) => [parameter(name), value]);
  return new MockIntegration({
    passthroughBehavior: PassthroughBehavior.NEVER,
    requestTemplates: { "application/json": JSON.stringify({ statusCode }) },
    integrationResponses: [
      {
        statusCode: `${statusCode}`,
        responseParameters: Object.fromEntries(mapped),
        responseTemplates: { "application/json": template },
      },
    ],
  });
}

function parameter(header: string): string {
  return `method.response.header.${header}`;
}
