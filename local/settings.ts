import * as z from "zod";

/** The environment variables of `npm start`. An empty one counts as unset. */
const Settings = z.object({
  PORT: z.coerce.number("must be a number").int().min(0).max(65_535).default(4000),
  DATA_DIR: z.string().optional(),
  GENERAL_AVAILABILITY: z
    .union([z.iso.date(), z.iso.datetime({ offset: true })], "must be an ISO date")
    .optional(),
  RATE_LIMITS: z.enum(["on", "off"]).default("off"),
  MALWARE_SCAN: z.enum(["on", "off"]).optional(),
  DYNAMODB_ENDPOINT: z.url({ protocol: /^https?$/, error: "must be an http URL" }).optional(),
});
export type Settings = z.infer<typeof Settings>;

export const settingsHelp = `  PORT                  port on the loopback interface (default: 4000)
  DATA_DIR              folder for all data (default: a temporary one, removed on stop)
  GENERAL_AVAILABILITY  ISO date from which Internal Chat is on for everybody, regardless of Labs
  RATE_LIMITS           on or off: limit rates as deployed stages do (default: off)
  MALWARE_SCAN          on or off: scan attachments before they can be opened (default: the template decides)
  DYNAMODB_ENDPOINT     a running DynamoDB engine to use (default: start dynoxide)`;

/** Returns the settings, or one line that names each wrong variable. */
export function readSettings(environment: NodeJS.ProcessEnv): Settings | string {
  const given = Object.fromEntries(Object.entries(environment).filter(([, value]) => value !== ""));
  const parsed = Settings.safeParse(given);
  if (parsed.success) return parsed.data;
  return parsed.error.issues.map(({ path, message }) => `${path.join(".")}: ${message}`).join("; ");
}
