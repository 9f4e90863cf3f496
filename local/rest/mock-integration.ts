import * as z from "zod";
import { type HttpAnswer, headerOf } from "../http.ts";
import { parseJson } from "../json.ts";
import { echoedHeaders, withoutEcho } from "./echo-origin.ts";
import { basicVariables, type GatewayResponseType } from "./gateway-responses.ts";
import { checkTemplate, render } from "./mapping-template.ts";
import type { RequestContext } from "./request-context.ts";
import type { MockIntegration } from "./rest-definition.ts";

const MockRequest = z.object({ statusCode: z.coerce.string() });

export function checkMock(integration: MockIntegration, where: string): void {
  const templates = [
    ...Object.values(integration.RequestTemplates),
    ...integration.IntegrationResponses.flatMap(({ ResponseTemplates }) => Object.values(ResponseTemplates)),
  ];
  for (const template of templates) checkTemplate(withoutEcho(template), where);
}

/** Renders the integration response for the status that the request template names. */
export function answerMock(
  integration: MockIntegration,
  context: RequestContext,
): HttpAnswer | GatewayResponseType {
  const template = requestTemplate(integration, context);
  if (template === undefined) return "UNSUPPORTED_MEDIA_TYPE";
  const variables = basicVariables(context);
  const request = MockRequest.safeParse(parseJson(render(template, variables)));
  const response = request.success && selectResponse(integration, request.data.statusCode);
  if (!response) return "API_CONFIGURATION_ERROR";
  const [contentType, body] = Object.entries(response.ResponseTemplates)[0] ?? ["application/json", ""];
  const mapped = Object.entries(response.ResponseParameters).map(
    ([target, value]) => [target.slice(target.lastIndexOf(".") + 1), value.replace(/^'|'$/g, "")] as const,
  );
  return {
    status: Number(response.StatusCode),
    headers: [
      ["Content-Type", contentType],
      ["x-amzn-requestid", context.requestId],
      ...mapped,
      ...echoedHeaders(body, context.request),
    ],
    body: render(withoutEcho(body), variables),
  };
}

/**
 * Selects the template by content type. Without one, the passthrough behaviour decides; undefined means a 415.
 */
function requestTemplate(integration: MockIntegration, { request }: RequestContext): string | undefined {
  const { RequestTemplates: templates, PassthroughBehavior: behavior } = integration;
  const contentType = (headerOf(request, "content-type") ?? "application/json").split(";")[0]?.trim() ?? "";
  const template = templates[contentType.toLowerCase()];
  if (template !== undefined) return template;
  const passes =
    behavior === "WHEN_NO_MATCH" || (behavior === "WHEN_NO_TEMPLATES" && Object.keys(templates).length === 0);
  return passes ? request.body : undefined;
}

function selectResponse({ IntegrationResponses: responses }: MockIntegration, status: string) {
  const byDefault = responses.filter(({ SelectionPattern }) => !SelectionPattern);
  return (
    responses.find(
      ({ SelectionPattern: pattern }) => pattern && new RegExp(`^(?:${pattern})$`).test(status),
    ) ??
    byDefault.find(({ StatusCode }) => StatusCode === status) ??
    byDefault[0]
  );
}
