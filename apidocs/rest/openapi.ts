import { ErrorCode } from "../../functions/domain/errors.ts";
import type { Route } from "../../functions/rest/routes.ts";
import { namedSchemas, nameOf, refTo } from "../schemas/json-schemas.ts";
import { reachableFrom } from "../schemas/reachable.ts";
import { serviceVersion } from "../service-version.ts";
import { about } from "./about.ts";
import { type Documented, documented } from "./operation-docs.ts";
import { errorsOf, hasBody } from "./operation-errors.ts";
import { parametersOf } from "./parameters.ts";
import { errorExamples, errorResponses, headers, responsesOf } from "./responses.ts";
import { tagOf, tags } from "./tags.ts";

/** The REST API as OpenAPI 3.1, made from `routes.ts` and the schemas that the handlers parse with. */
export function openApi(): object {
  const paths = pathItems();
  const responses = errorResponses(documented);
  return {
    openapi: "3.1.1",
    info: {
      title: "Internal Chat",
      version: serviceVersion(),
      summary: "Private team chat inside a CRM.",
      description: about,
    },
    servers: [server],
    tags,
    paths,
    components: {
      schemas: reachableFrom(
        { paths, responses },
        { ...namedSchemas("draft-2020-12"), GatewayError: gatewayError },
      ),
      responses,
      headers,
      examples: errorExamples(ErrorCode.options),
      securitySchemes,
    },
  };
}

const server = {
  url: "https://{api}.execute-api.{region}.amazonaws.com/{stage}",
  description: "A deployed stage; its URL is an output of the stack.",
  variables: {
    api: { default: "api-id" },
    region: { default: "us-east-1" },
    stage: { default: "prod" },
  },
};

const gatewayError = {
  description: "An error that the gateway itself answers.",
  type: "object",
  properties: { message: { type: "string" } },
  required: ["message"],
};

const jwt = { type: "http", scheme: "bearer", bearerFormat: "JWT" };

const securitySchemes = {
  user: { ...jwt, description: "A user's token. A token with an `act` claim is a Login-As session." },
  service: {
    ...jwt,
    description:
      "The CRM platform's token, with the scope `directory.write` and without a user. It allows only directory writes.",
  },
};

function pathItems(): Record<string, Record<string, object>> {
  const items: Record<string, Record<string, object>> = {};
  for (const it of documented) {
    const { path, method } = it.route;
    items[path] = { ...items[path], [method.toLowerCase()]: operationObject(it) };
  }
  return items;
}

function operationObject(it: Documented): object {
  const { route, doc } = it;
  return {
    operationId: route.operation,
    tags: [tagOf(route)],
    summary: doc.summary,
    ...(doc.text && { description: doc.text }),
    security: securityOf(route),
    parameters: parametersOf(it),
    ...(hasBody(route) && { requestBody: requestBody(it) }),
    responses: responsesOf(it),
    "x-error-codes": errorsOf(it),
  };
}

function securityOf({ token }: Route): object[] {
  return token === "none" ? [] : [{ [token]: [] }];
}

function requestBody({ route, doc }: Documented): object {
  const schema = refTo(nameOf(doc.operation.body, `the body of ${route.operation}`));
  return { required: true, content: { "application/json": { schema, example: doc.request } } };
}
