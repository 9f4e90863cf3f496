import { readFileSync } from "node:fs";
import { extname } from "node:path";
import { fileURLToPath } from "node:url";
import { type HttpAnswer, type HttpRequest, headerOf, json } from "../http.ts";
import { objectOf } from "../json.ts";
import { restPage } from "./rest-page.ts";
import { websocketPage } from "./websocket-page.ts";

const types: Readonly<Record<string, string>> = {
  ".css": "text/css; charset=utf-8",
  ".js": "text/javascript; charset=utf-8",
  ".png": "image/png",
};

/** The files that the pages load: the project's own and Swagger UI's. */
const assets: Readonly<Record<string, string>> = {
  "docs.css": import.meta.resolve("./assets/docs.css"),
  "rest.js": import.meta.resolve("./assets/rest.js"),
  "session.js": import.meta.resolve("./assets/session.js"),
  "socket.js": import.meta.resolve("./assets/socket.js"),
  "swagger-ui.css": import.meta.resolve("swagger-ui-dist/swagger-ui.css"),
  "swagger-ui-bundle.js": import.meta.resolve("swagger-ui-dist/swagger-ui-bundle.js"),
  "favicon-32x32.png": import.meta.resolve("swagger-ui-dist/favicon-32x32.png"),
};

/** Answers `/docs`, which only the local cloud has: the documents of both APIs as pages and as JSON. */
export async function answerDocs(request: HttpRequest): Promise<HttpAnswer> {
  if (request.method !== "GET") return json(405, { message: "only GET" });
  const host = headerOf(request, "host") ?? "localhost";
  switch (request.path.replace(/\/$/, "")) {
    case "/docs":
      return page(restPage());
    case "/docs/websocket":
      return page(websocketPage(documentOf("asyncapi")));
    case "/docs/openapi.json":
      return json(200, {
        ...documentOf("openapi"),
        servers: [{ url: `http://${host}`, description: "This machine" }],
      });
    case "/docs/asyncapi.json":
      return json(200, { ...documentOf("asyncapi"), servers: { local: localServer(host) } });
    default:
      return asset(request.path.split("/docs/assets/")[1] ?? "");
  }
}

function documentOf(name: "openapi" | "asyncapi"): Record<string, unknown> {
  const file = fileURLToPath(new URL(`../../docs/${name}.json`, import.meta.url));
  return objectOf(JSON.parse(readFileSync(file, "utf8")));
}

function localServer(host: string): object {
  const security = [{ $ref: "#/components/securitySchemes/subprotocol" }];
  return { host, pathname: "/ws", protocol: "ws", description: "This machine", security };
}

/** Allows no other origin. Swagger UI needs inline styles and `data:` images. */
const policy =
  "default-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; connect-src 'self' ws:";

function page(html: string): HttpAnswer {
  return {
    status: 200,
    headers: [
      ["Content-Type", "text/html; charset=utf-8"],
      ["Content-Security-Policy", policy],
    ],
    body: html,
  };
}

function asset(name: string): HttpAnswer {
  const file = assets[name];
  if (file === undefined) return json(404, { message: "no such page" });
  const type = types[extname(name)] ?? "application/octet-stream";
  return { status: 200, headers: [["Content-Type", type]], body: readFileSync(new URL(file)) };
}
