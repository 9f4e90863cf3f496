import { createHash, randomUUID } from "node:crypto";
import { isDeepStrictEqual } from "node:util";
import * as z from "zod";
import { readJsonFile, replaceJsonFile } from "../json-file.ts";
import { invalidParameter, SnsError } from "../messaging/sns-protocol.ts";
import { EndpointAttributes } from "./endpoint-attributes.ts";

const Stored = z.record(z.string(), EndpointAttributes);

/** The endpoints of all platform applications by ARN. A file keeps them over a restart. */
export class Endpoints {
  readonly #file: string;
  readonly #byArn: Map<string, EndpointAttributes>;

  constructor(file: string) {
    this.#file = file;
    this.#byArn = new Map(Object.entries(readJsonFile(file, Stored)));
  }

  all(): readonly (readonly [arn: string, attributes: EndpointAttributes])[] {
    return [...this.#byArn];
  }

  find(arn: string): EndpointAttributes | undefined {
    return this.#byArn.get(arn);
  }

  /** Returns the ARN of a new endpoint, or of the existing one with the same token and attributes. */
  create(applicationArn: string, attributes: EndpointAttributes): string {
    const existing = this.#withToken(applicationArn, attributes.Token);
    if (existing !== undefined && !isDeepStrictEqual(this.#byArn.get(existing), attributes))
      throw taken(existing);
    const arn = existing ?? this.#newArn(applicationArn, attributes.Token);
    this.#set(arn, attributes);
    return arn;
  }

  update(arn: string, changes: Partial<EndpointAttributes>): void {
    const attributes = this.find(arn);
    if (!attributes) throw new SnsError("NotFound", "Endpoint does not exist", 404);
    const other = changes.Token && this.#withToken(endpointPrefix(arn), changes.Token);
    if (other && other !== arn) throw taken(other);
    this.#set(arn, { ...attributes, ...changes });
  }

  delete(arn: string): void {
    if (this.#byArn.delete(arn)) this.#save();
  }

  #withToken(application: string, token: string): string | undefined {
    const prefix = `${endpointPrefix(application)}/`;
    return this.all().find(([arn, { Token }]) => arn.startsWith(prefix) && Token === token)?.[0];
  }

  /** As in SNS, the id is a name-based UUID: a token that is registered again gets its former ARN. */
  #newArn(applicationArn: string, token: string): string {
    const arn = `${endpointPrefix(applicationArn)}/${uuidOf(`${applicationArn}/${token}`)}`;
    return this.#byArn.has(arn) ? `${endpointPrefix(applicationArn)}/${randomUUID()}` : arn;
  }

  #set(arn: string, attributes: EndpointAttributes): void {
    this.#byArn.set(arn, attributes);
    this.#save();
  }

  #save(): void {
    replaceJsonFile(this.#file, Object.fromEntries(this.#byArn));
  }
}

/** The common prefix of an application's endpoint ARNs. Takes the ARN of the application or of an endpoint. */
function endpointPrefix(arn: string): string {
  return arn.includes(":app/") ? arn.replace(":app/", ":endpoint/") : arn.slice(0, arn.lastIndexOf("/"));
}

function uuidOf(name: string): string {
  const digest = createHash("md5").update(name).digest("hex");
  return digest.replace(/^(.{8})(.{4}).(.{3}).(.{3})(.{12})$/, "$1-$2-3$3-8$4-$5");
}

function taken(arn: string): SnsError {
  return invalidParameter(
    `Token Reason: Endpoint ${arn} already exists with the same Token, but different attributes.`,
  );
}
