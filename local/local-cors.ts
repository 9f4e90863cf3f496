import { type HttpAnswer, type HttpRequest, headerOf } from "./http.ts";

/** Origins on this machine, such as a frontend that runs on its own port. */
const localOrigin = /^http:\/\/(localhost|127\.0\.0\.1|\[::1\])(:\d+)?$/;

const preflight: HttpAnswer["headers"] = [
  ["Access-Control-Allow-Methods", "GET, POST, PUT, DELETE"],
  ["Access-Control-Allow-Headers", "Content-Type"],
];

/** Adds CORS to the local routes, which the template does not describe, for origins on this machine. */
export async function answerWithCors(
  request: HttpRequest,
  answer: (request: HttpRequest) => Promise<HttpAnswer>,
): Promise<HttpAnswer> {
  const origin = headerOf(request, "origin");
  if (origin === undefined || !localOrigin.test(origin)) return answer(request);
  const { status, headers, body } =
    request.method === "OPTIONS" ? { status: 204, headers: preflight, body: "" } : await answer(request);
  return { status, body, headers: [...headers, ["Access-Control-Allow-Origin", origin], ["Vary", "Origin"]] };
}
