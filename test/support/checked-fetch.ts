import type { Fetch } from "../../client/protocol.ts";
import { checkAnswer } from "./rest-contract.ts";

/**
 * `fetch` for clients of the API: an answer that the OpenAPI document does not describe fails the test run. The client
 * does not get the error: it would take it for a broken network and try again.
 */
export const checkedFetch: Fetch = async (url, init) => {
  const response = await fetch(url, init);
  const text = await response.text();
  const { status, headers } = response;
  const { pathname, search } = new URL(url);
  queueMicrotask(() => {
    const body: unknown = text === "" ? undefined : JSON.parse(text);
    checkAnswer({ method: init.method, path: pathname + search, status, headers, body });
  });
  return { status, headers, text: async () => text };
};
