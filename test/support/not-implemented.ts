/** A method of a port that a test must not reach, until the test gives it a behaviour. */
export async function notImplemented(): Promise<never> {
  throw new Error("Not implemented");
}
