import * as z from "zod";
import { Json, JsonObject } from "../json.ts";

const Resource = z.object({
  Type: z.string(),
  Condition: z.string().optional(),
  Properties: JsonObject.default({}),
});

/** The parts of a CloudFormation template that the local cloud reads. */
export const Template = z.object({
  Parameters: z.record(z.string(), z.object({ Default: Json.optional() })).default({}),
  Mappings: z.record(z.string(), z.record(z.string(), JsonObject)).default({}),
  Conditions: z.record(z.string(), Json).default({}),
  Resources: z.record(z.string(), Resource),
});
export type Template = z.infer<typeof Template>;
