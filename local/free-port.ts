import { createServer } from "node:net";

/** A free loopback port. Another process may take it before it is used. */
export async function freePort(): Promise<number> {
  const server = createServer();
  const port = await listen(server, 0);
  await new Promise((resolve) => server.close(resolve));
  return port;
}

interface Listenable {
  listen(port: number, host: string, listening: () => void): unknown;
  once(event: "error", listener: (error: Error) => void): unknown;
  address(): unknown;
}

/** Listens on the loopback interface and resolves to the port. Rejects if the port is taken. */
export async function listen(server: Listenable, port: number, host = "127.0.0.1"): Promise<number> {
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen(port, host, resolve);
  });
  const address = server.address();
  const bound = typeof address === "object" && address !== null && "port" in address ? address.port : port;
  return typeof bound === "number" ? bound : port;
}
