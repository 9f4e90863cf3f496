import { accessKeyId, localSecret, localSessionToken } from "../access/identities.ts";
import type { DeclaredFunction } from "./functions.ts";

export interface EnvironmentInput {
  readonly region: string;
  /** Endpoint variables of the SDK, such as `AWS_ENDPOINT_URL_DYNAMODB`. */
  readonly endpoints: Readonly<Record<string, string>>;
  /** Values that mean something else here: the deployed URL, and what stands in for it. */
  readonly substitutes: ReadonlyMap<string, string>;
  /** Variables that get another value in functions that have them. */
  readonly overrides: Readonly<Record<string, string | undefined>>;
  /** Public keys (JSON) for functions that verify tokens. */
  readonly jwks: string;
}

/** Where nobody listens: a call to a service that the local cloud lacks fails at once, and never leaves the machine. */
const nowhere = "http://127.0.0.1:9";

/** The environment of a function: Lambda's own variables, the template's, and what is different here. */
export function functionEnvironment(
  declared: DeclaredFunction,
  input: EnvironmentInput,
): Record<string, string> {
  const variables = Object.entries(declared.properties.Environment.Variables).map(([name, value]) => [
    name,
    input.overrides[name] ?? input.substitutes.get(value) ?? value,
  ]);
  return {
    ...lambdaVariables(declared, input.region),
    AWS_ENDPOINT_URL: nowhere,
    ...input.endpoints,
    ...Object.fromEntries(variables),
    ...("TOKEN_ISSUER" in declared.properties.Environment.Variables && { TOKEN_JWKS: input.jwks }),
  };
}

function lambdaVariables(
  { ref: name, properties }: DeclaredFunction,
  region: string,
): Record<string, string> {
  return {
    AWS_ACCESS_KEY_ID: accessKeyId(name),
    AWS_SECRET_ACCESS_KEY: localSecret,
    AWS_SESSION_TOKEN: localSessionToken,
    AWS_REGION: region,
    AWS_DEFAULT_REGION: region,
    AWS_EXECUTION_ENV: `AWS_Lambda_${properties.Runtime}`,
    AWS_LAMBDA_FUNCTION_NAME: name,
    AWS_LAMBDA_FUNCTION_VERSION: "$LATEST",
    AWS_LAMBDA_FUNCTION_MEMORY_SIZE: String(properties.MemorySize),
    AWS_LAMBDA_INITIALIZATION_TYPE: "on-demand",
    AWS_LAMBDA_LOG_GROUP_NAME: `/aws/lambda/${name}`,
    AWS_LAMBDA_LOG_STREAM_NAME: "local",
    AWS_EC2_METADATA_DISABLED: "true",
    LANG: "en_US.UTF-8",
    TZ: ":UTC",
    _HANDLER: properties.Handler,
  };
}
