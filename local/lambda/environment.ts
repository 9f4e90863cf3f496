import { accessKeyId, localSecret, localSessionToken } from "../access/identities.ts";
import type { DeclaredFunction } from "./functions.ts";

export interface EnvironmentInput {
  readonly region: string;
  /** The SDK's endpoint variables, such as `AWS_ENDPOINT_URL_DYNAMODB`. */
  readonly endpoints: Readonly<Record<string, string>>;
  /** Local URLs by the deployed URLs that they replace. */
  readonly substitutes: ReadonlyMap<string, string>;
  /** Values that replace the template's, in functions that have the variable. */
  readonly overrides: Readonly<Record<string, string | undefined>>;
  /** Public keys for functions that verify tokens, as JSON text. */
  readonly jwks: string;
}

/** No server listens here, so a call to a service that the local cloud lacks fails at once, on this machine. */
const unreachable = "http://127.0.0.1:9";

/** A function's environment: Lambda's variables, the template's variables and the local replacements. */
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
    AWS_ENDPOINT_URL: unreachable,
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
