import type { Fetch } from "../../client/protocol.ts";
import { checkAnswer } from "./rest-contract.ts";

/** `fetch` for clients of the API: every answer must be one that the OpenAPI document describes. */
export const checkedFetch: Fetch = async (url, init) => {
  const response = await fetch(url, init);
  const text = await response.text();
  const { status, headers } = response;
  const body: unknown = text === "" ? undefined : JSON.parse(text);
  const { pathname, search } = new URL(url);
  checkAnswer({ method: init.method, path: pathname + search, status, headers, body });
  return { status, headers, text: async () => text };
};
