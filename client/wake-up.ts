/** The subset of a browser's document and window that is used here. */
interface Listening {
  addEventListener(type: string, listener: () => void): void;
  removeEventListener(type: string, listener: () => void): void;
}

/** In a browser, calls `run` when the page becomes visible or the network is back. */
export function onWakeUp(run: () => void, signal: AbortSignal): void {
  const page: unknown = Reflect.get(globalThis, "document");
  const runIfVisible = () => {
    if (isListening(page) && "visibilityState" in page && page.visibilityState === "visible") run();
  };
  listen(page, "visibilitychange", runIfVisible, signal);
  listen(globalThis, "online", run, signal);
}

function listen(target: unknown, type: string, listener: () => void, signal: AbortSignal): void {
  if (!isListening(target)) return;
  target.addEventListener(type, listener);
  signal.addEventListener("abort", () => target.removeEventListener(type, listener));
}

function isListening(target: unknown): target is Listening {
  return typeof target === "object" && target !== null && "addEventListener" in target;
}
