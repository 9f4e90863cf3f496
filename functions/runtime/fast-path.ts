import { SignatureV4 } from "@smithy/signature-v4";
import type {
  HttpRequest,
  HttpResponse,
  InitializeHandlerOutput,
  MiddlewareStack,
  Provider,
} from "@smithy/types";
import { KeyedSha256 } from "./keyed-sha256.ts";

/** What the fast path uses of an SDK client. */
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

/** How the calls of a service look on the wire. */
export interface Wire<Input> {
  /** The name that signatures are scoped to. */
  readonly service: string;
  /**
   * @param operation such as `GetItem`
   * @param pathOfFirst of the request that the client built itself
   * @returns undefined for a call that the client has to make itself
   */
  request(input: Input, operation: string, pathOfFirst: string): CallRequest | undefined;
  /** The SDK's error for an answer that no other try would change; undefined leaves it to the client. */
  refusal(status: number, body: Record<string, unknown>): Error | undefined;
}

/** Where the client sends its calls. */
type Destination = Pick<HttpRequest, "protocol" | "hostname" | "port" | "path"> & { readonly host: string };

/**
 * Calls of an SDK client by the short way: serialized, signed by the SDK's signer and sent by the client's own
 * request handler, without the middleware between, which takes three quarters of a call's CPU time. The first
 * call goes the long way and shows where to. Whatever goes wrong on the short way, short of a refusal, is left
 * to the long one, which tries again as often as it is configured to: only the number of tries grows by one.
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
