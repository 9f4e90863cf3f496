import * as z from "zod";
import { parseJson } from "../json.ts";
import { invalidParameter } from "../messaging/sns-protocol.ts";

/** The attributes of a device's endpoint. */
export const EndpointAttributes = z.strictObject({
  Token: z.string(),
  Enabled: z.enum(["true", "false"]),
  CustomUserData: z.string().optional(),
});
export type EndpointAttributes = z.infer<typeof EndpointAttributes>;

/** SNS's limits, in bytes. */
const byteLimits: Readonly<Record<string, number>> = { Token: 8192, CustomUserData: 2048 };

/** Parses the attributes that a caller sets. @throws SnsError for an unknown name or a value over the limit */
export function checkAttributes(given: Readonly<Record<string, string>>): Partial<EndpointAttributes> {
  for (const [name, value] of Object.entries(given)) {
    const limit = byteLimits[name];
    if (limit !== undefined && Buffer.byteLength(value) > limit)
      throw invalidParameter(`${name} Reason: must be at most ${limit} bytes long in UTF-8 encoding`);
  }
  const parsed = EndpointAttributes.partial().safeParse(given);
  if (!parsed.success) throw invalidParameter(`Attributes Reason: ${z.prettifyError(parsed.error)}`);
  if (parsed.data.Token === "") throw invalidParameter("Token Reason: cannot be empty");
  return parsed.data;
}

const UserData = z.object({ userId: z.string(), deviceId: z.string() });

/** The device's owner and id, which the functions store in `CustomUserData`. */
export function ownerOf({ CustomUserData = "" }: EndpointAttributes): Partial<z.infer<typeof UserData>> {
  return UserData.safeParse(parseJson(CustomUserData)).data ?? {};
}
