import { chooseSession } from "./session.js";

const ui = window.SwaggerUIBundle({
  url: "/docs/openapi.json",
  dom_id: "#api",
  deepLinking: true,
  displayRequestDuration: true,
  docExpansion: "list",
  tryItOutEnabled: true,
  validatorUrl: null,
});

let scheme;

chooseSession((token, person) => {
  if (scheme) ui.authActions.logout([scheme]);
  scheme = token && (person === "service" ? "service" : "user");
  if (scheme) ui.preauthorizeApiKey(scheme, token);
});
