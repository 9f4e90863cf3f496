import * as z from "zod";
import { parseJson } from "../json.ts";
import { invalidParameter } from "../messaging/sns-protocol.ts";

/** What SNS knows of a device. */
export const EndpointAttributes = z.strictObject({
  Token: z.string(),
  Enabled: z.enum(["true", "false"]),
  CustomUserData: z.string().optional(),
});
export type EndpointAttributes = z.infer<typeof EndpointAttributes>;

/** Limits of SNS, in bytes. */
const longest: Readonly<Record<string, number>> = { Token: 8192, CustomUserData: 2048 };

/** Attributes as a caller may set them: known names, sizes within the limits. */
export function checkAttributes(given: Readonly<Record<string, string>>): Partial<EndpointAttributes> {
  for (const [name, value] of Object.entries(given)) {
    const limit = longest[name];
    if (limit !== undefined && Buffer.byteLength(value) > limit)
      throw invalidParameter(`${name} Reason: must be at most ${limit} bytes long in UTF-8 encoding`);
  }
  const parsed = EndpointAttributes.partial().safeParse(given);
  if (!parsed.success) throw invalidParameter(`Attributes Reason: ${z.prettifyError(parsed.error)}`);
  if (parsed.data.Token === "") throw invalidParameter("Token Reason: cannot be empty");
  return parsed.data;
}

const UserData = z.object({ userId: z.string(), deviceId: z.string() });

/** Whose device it is, as the functions note in `CustomUserData`. */
export function ownerOf({ CustomUserData = "" }: EndpointAttributes): Partial<z.infer<typeof UserData>> {
  return UserData.safeParse(parseJson(CustomUserData)).data ?? {};
}
