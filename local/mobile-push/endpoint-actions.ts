import { invalidParameter, mapOf, SnsError } from "../messaging/sns-protocol.ts";
import { escapeXml } from "../xml.ts";
import { applicationOf, type PlatformApplications } from "./applications.ts";
import { checkAttributes } from "./endpoint-attributes.ts";
import type { Endpoints } from "./endpoints.ts";

export interface EndpointState {
  readonly applications: PlatformApplications;
  readonly endpoints: Endpoints;
}

/** Returns the content of the result element, in XML. */
export type Action = (parameters: URLSearchParams, state: EndpointState) => string;

/** The actions on endpoints, except publishing. */
export const endpointActions: Readonly<Record<string, Action>> = {
  CreatePlatformEndpoint: (parameters, { applications, endpoints }) => {
    const application = parameters.get("PlatformApplicationArn") ?? "";
    const platform = applications.get(application);
    if (!platform) throw new SnsError("NotFound", "PlatformApplication does not exist", 404);
    const CustomUserData = parameters.get("CustomUserData");
    const Token = parameters.get("Token") ?? "";
    const userData = CustomUserData !== null && { CustomUserData };
    const given = checkAttributes({ ...userData, ...mapOf(parameters, "Attributes"), Token });
    const arn = endpoints.create(application, { Token, Enabled: "true", ...given });
    return `<EndpointArn>${arn}</EndpointArn>`;
  },
  GetEndpointAttributes: (parameters, { endpoints }) => {
    const attributes = endpoints.find(endpointArn(parameters));
    if (!attributes) throw new SnsError("NotFound", "Endpoint does not exist", 404);
    const entries = Object.entries(attributes).map(
      ([key, value]) => `<entry><key>${key}</key><value>${escapeXml(value)}</value></entry>`,
    );
    return `<Attributes>${entries.join("")}</Attributes>`;
  },
  SetEndpointAttributes: (parameters, { endpoints }) => {
    endpoints.update(endpointArn(parameters), checkAttributes(mapOf(parameters, "Attributes")));
    return "";
  },
  DeleteEndpoint: (parameters, { endpoints }) => {
    endpoints.delete(endpointArn(parameters));
    return "";
  },
};

function endpointArn(parameters: URLSearchParams): string {
  const arn = parameters.get("EndpointArn") ?? "";
  if (applicationOf(arn) === undefined) throw invalidParameter("EndpointArn Reason: it is no endpoint");
  return arn;
}
