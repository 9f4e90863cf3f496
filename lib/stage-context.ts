import type { Node } from "constructs";
import type { DomainSettings, StageSettings } from "./stages.ts";

/** Settings of an account: `-c KEY=VALUE` replaces the value in `stages.ts`. */
export const contextKeys = [
  "tokens.issuer",
  "tokens.audience",
  "tokens.jwksUri",
  "corsOrigins",
  "alarms.email",
  "alarms.topicArn",
  "domains.rest.name",
  "domains.rest.certificateArn",
  "domains.rest.zoneId",
  "domains.rest.zoneName",
  "domains.websocket.name",
  "domains.websocket.certificateArn",
  "domains.websocket.zoneId",
  "domains.websocket.zoneName",
] as const;

type Key = (typeof contextKeys)[number];
type Read = (key: Key) => string | undefined;

/** Applies the CDK context to a stage's settings; empty values change nothing. */
export function withContext(settings: StageSettings, node: Node): StageSettings {
  const read: Read = (key) => {
    const value: unknown = node.tryGetContext(key);
    return typeof value === "string" && value !== "" ? value : undefined;
  };
  const rest = domainFrom(read, "rest") ?? settings.domains?.rest;
  const websocket = domainFrom(read, "websocket") ?? settings.domains?.websocket;
  return {
    ...settings,
    tokens: tokensFrom(read, settings.tokens),
    corsOrigins: read("corsOrigins")?.split(",") ?? settings.corsOrigins,
    domains: { ...(rest && { rest }), ...(websocket && { websocket }) },
    ...alarmsFrom(read, settings),
  };
}

/** By convention, an issuer publishes its keys below its own address. */
function tokensFrom(
  read: Read,
  { issuer, audience, jwksUri }: StageSettings["tokens"],
): StageSettings["tokens"] {
  const given = read("tokens.issuer");
  return {
    issuer: given ?? issuer,
    audience: read("tokens.audience") ?? audience,
    jwksUri: read("tokens.jwksUri") ?? (given === undefined ? jwksUri : `${given}/.well-known/jwks.json`),
  };
}

function alarmsFrom(read: Read, { alarms }: StageSettings): Pick<StageSettings, "alarms"> {
  const email = read("alarms.email");
  const topicArn = read("alarms.topicArn");
  if (alarms === undefined && email === undefined && topicArn === undefined) return {};
  return { alarms: { ...alarms, ...(email && { email }), ...(topicArn && { topicArn }) } };
}

function domainFrom(read: Read, api: "rest" | "websocket"): DomainSettings | undefined {
  const name = read(`domains.${api}.name`);
  if (name === undefined) return undefined;
  const certificateArn = read(`domains.${api}.certificateArn`);
  if (certificateArn === undefined)
    throw new Error(`domains.${api}.certificateArn: a domain needs a certificate`);
  const id = read(`domains.${api}.zoneId`);
  const zone = read(`domains.${api}.zoneName`);
  return { name, certificateArn, ...(id && zone && { hostedZone: { id, name: zone } }) };
}
