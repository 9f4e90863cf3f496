import { layout } from "./layout.ts";

/** The REST page: Swagger UI for `/docs/openapi.json`, with tokens of the demo users. */
export function restPage(): string {
  return layout({
    title: "REST",
    main: '<main id="api"></main>',
    styles: ["swagger-ui.css", "docs.css"],
    library: "swagger-ui-bundle.js",
    script: "rest.js",
  });
}
