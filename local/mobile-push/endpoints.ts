import { createHash, randomUUID } from "node:crypto";
import { existsSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { isDeepStrictEqual } from "node:util";
import * as z from "zod";
import { parseJson } from "../json.ts";
import { invalidParameter, SnsError } from "../messaging/sns-protocol.ts";
import { EndpointAttributes } from "./endpoint-attributes.ts";

const Stored = z.record(z.string(), EndpointAttributes);

/** The endpoints of all platform applications by ARN, kept in a file so that they outlive a restart. */
export class Endpoints {
  readonly #file: string;
  readonly #byArn: Map<string, EndpointAttributes>;

  constructor(file: string) {
    this.#file = file;
    this.#byArn = new Map(
      Object.entries(Stored.parse(existsSync(file) ? parseJson(readFileSync(file, "utf8")) : {})),
    );
  }

  all(): readonly (readonly [arn: string, attributes: EndpointAttributes])[] {
    return [...this.#byArn];
  }

  find(arn: string): EndpointAttributes | undefined {
    return this.#byArn.get(arn);
  }

  /** The ARN of a new endpoint, or of the one with the same token and attributes. */
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
    const other = changes.Token && this.#withToken(applicationPart(arn), changes.Token);
    if (other && other !== arn) throw taken(other);
    this.#set(arn, { ...attributes, ...changes });
  }

  delete(arn: string): void {
    if (this.#byArn.delete(arn)) this.#save();
  }

  #withToken(application: string, token: string): string | undefined {
    const prefix = `${applicationPart(application)}/`;
    return this.all().find(([arn, { Token }]) => arn.startsWith(prefix) && Token === token)?.[0];
  }

  /** The id is a name-based UUID as at SNS: a token that comes back gets the ARN that it had. */
  #newArn(applicationArn: string, token: string): string {
    const arn = `${applicationPart(applicationArn)}/${uuidOf(`${applicationArn}/${token}`)}`;
    return this.#byArn.has(arn) ? `${applicationPart(applicationArn)}/${randomUUID()}` : arn;
  }

  #set(arn: string, attributes: EndpointAttributes): void {
    this.#byArn.set(arn, attributes);
    this.#save();
  }

  /** Writes beside the file and renames: a crash leaves the old state or the new one. */
  #save(): void {
    writeFileSync(`${this.#file}.new`, JSON.stringify(Object.fromEntries(this.#byArn)));
    renameSync(`${this.#file}.new`, this.#file);
  }
}

/** What the ARNs of an application's endpoints begin with, from the application's or an endpoint's. */
function applicationPart(arn: string): string {
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
