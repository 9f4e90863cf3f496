import { layout } from "./layout.ts";

/** The REST API: Swagger UI over `/docs/openapi.json`, with the tokens of the demo people at hand. */
export function restPage(): string {
  return layout({
    title: "REST",
    main: '<main id="api"></main>',
    styles: ["swagger-ui.css", "docs.css"],
    library: "swagger-ui-bundle.js",
    script: "rest.js",
  });
}
