import { SignatureV4 } from "@smithy/signature-v4";
import type {
  HttpRequest,
  HttpResponse,
  InitializeHandlerOutput,
  MiddlewareStack,
  Provider,
} from "@smithy/types";
import { KeyedSha256 } from "./keyed-sha256.ts";

/** The part of an SDK client that the fast path uses. */
interface Client<Input extends object, Output extends object> {
  readonly config: {
    readonly region: Provider<string>;
    readonly credentials: ConstructorParameters<typeof SignatureV4>[0]["credentials"];
    readonly requestHandler: {
      handle(request: HttpRequest): Promise<{ readonly response: HttpResponse }>;
    };
    readonly systemClockOffset: number;
    readonly streamCollector: (stream: unknown) => Promise<Uint8Array>;
  };
  readonly middlewareStack: MiddlewareStack<Input, Output>;
}

/** The part of a request in which calls differ. */
type CallRequest = Pick<HttpRequest, "path" | "headers"> & { readonly body: string | Uint8Array };

/** The wire format of a service's calls. */
export interface Wire<Input> {
  /** The name that signatures are scoped to. */
  readonly service: string;
  /**
   * @param operation such as `GetItem`
   * @param firstPath path of the first request, which the client built itself
   * @returns undefined for a call that the client must make itself
   */
  request(input: Input, operation: string, firstPath: string): CallRequest | undefined;
  /** The SDK's error for an answer that no retry would change; undefined leaves the answer to the client. */
  refusal(status: number, body: Record<string, unknown>): Error | undefined;
}

/** The address to which the client sends its calls. */
type Destination = Pick<HttpRequest, "protocol" | "hostname" | "port" | "path"> & { readonly host: string };

/**
 * Lets calls of an SDK client bypass its middleware, which takes three quarters of a call's CPU time. They are
 * serialized here, signed by the SDK's signer and sent by the client's own request handler. The first call goes
 * through the middleware and reveals the endpoint. A call that fails, other than by a refusal, is repeated
 * through the middleware, which retries as configured: so a call may be tried once more than that.
 */
export function takeFastPath<Input extends object, Output extends object>(
  client: Client<Input, Output>,
  wire: Wire<Input>,
): void {
  const { config, middlewareStack } = client;
  const { service } = wire;
  const { region, credentials } = config;
  const signer = new SignatureV4({ service, region, credentials, sha256: KeyedSha256 });
  let destination: Destination | undefined;

  const send = async (to: Destination, { path, headers, body }: CallRequest): Promise<HttpResponse> => {
    const { protocol, hostname, port, host } = to;
    const request: HttpRequest = {
      method: "POST",
      protocol,
      hostname,
      ...(port !== undefined && { port }),
      path,
      query: {},
      headers: { host, "content-length": String(Buffer.byteLength(body)), ...headers },
      body,
    };
    const signingDate = new Date(Date.now() + config.systemClockOffset);
    const { response } = await config.requestHandler.handle(await signer.sign(request, { signingDate }));
    return response;
  };

  const tryFast = async (
    to: Destination,
    call: CallRequest,
  ): Promise<InitializeHandlerOutput<Output> | undefined> => {
    let response: HttpResponse;
    let body: Record<string, unknown>;
    try {
      response = await send(to, call);
      body = jsonOf(await config.streamCollector(response.body));
    } catch {
      return undefined;
    }
    if (response.statusCode === 200) return { response, output: Object(body) };
    const refusal = wire.refusal(response.statusCode, body);
    if (refusal) throw refusal;
    return undefined;
  };

  middlewareStack.add(
    (next, { commandName = "" }) =>
      async (args) => {
        const operation = commandName.replace(/Command$/, "");
        const call = destination && wire.request(args.input, operation, destination.path);
        const answer = destination && call && (await tryFast(destination, call));
        return answer ?? next(args);
      },
    { step: "initialize", priority: "high", name: "fastPath" },
  );
  middlewareStack.add(
    (next) => async (args) => {
      destination ??= destinationOf(args.request);
      return next(args);
    },
    { step: "finalizeRequest", name: "fastPathDestination" },
  );
}

function destinationOf(request: unknown): Destination | undefined {
  const { protocol, hostname, port, path, headers }: HttpRequest = Object(request);
  const host = headers?.host;
  return host === undefined ? undefined : { protocol, hostname, ...(port && { port }), path, host };
}

/** @throws SyntaxError */
function jsonOf(bytes: Uint8Array): Record<string, unknown> {
  return bytes.length === 0 ? {} : Object(JSON.parse(Buffer.from(bytes).toString("utf8")));
}
