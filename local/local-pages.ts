import { type HttpAnswer, type HttpRequest, headerOf } from "./http.ts";

/** Pages that run on this machine, such as a frontend on its own port. */
const localOrigin = /^http:\/\/(localhost|127\.0\.0\.1|\[::1\])(:\d+)?$/;

/** Lets pages of this machine use the local routes, of which no template says so. */
export async function forLocalPages(
  request: HttpRequest,
  answer: (request: HttpRequest) => Promise<HttpAnswer>,
): Promise<HttpAnswer> {
  const origin = headerOf(request, "origin");
  if (origin === undefined || !localOrigin.test(origin)) return answer(request);
  const { status, headers, body } =
    request.method === "OPTIONS" ? { status: 204, headers: preflight, body: "" } : await answer(request);
  return { status, body, headers: [...headers, ["Access-Control-Allow-Origin", origin], ["Vary", "Origin"]] };
}

const preflight: HttpAnswer["headers"] = [
  ["Access-Control-Allow-Methods", "GET, POST, PUT, DELETE"],
  ["Access-Control-Allow-Headers", "Content-Type"],
];
