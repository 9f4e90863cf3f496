import * as z from "zod";

export const Id = z
  .string()
  .regex(/^[A-Za-z0-9_-]{1,64}$/, "must be 1 to 64 characters of A-Z, a-z, 0-9, _ or -")
  .describe("An opaque id: a ULID if this service created it, otherwise the CRM's own.");
export type Id = z.infer<typeof Id>;

export function isId(value: unknown): value is Id {
  return Id.safeParse(value).success;
}

/**
 * A list of ids in the order given, without duplicates. The limit counts duplicates too.
 * @param noun names the things that the ids identify, in the plural
 */
export function distinctIds(max: number, noun: string) {
  return z
    .array(Id)
    .max(max, `must have at most ${max} ${noun}`)
    .transform((ids) => [...new Set(ids)]);
}

export const ClientKey = z
  .string()
  .min(1, "must not be empty")
  .refine((value) => [...value].length <= 64, "must have at most 64 characters")
  .refine((value) => value.isWellFormed(), "must be well-formed Unicode")
  .refine((value) => !/\p{Cc}/u.test(value), "must not contain control characters")
  .meta({
    maxLength: 64,
    description:
      "A key that the client chooses, so that the server recognizes a retry. Lengths count code points; control characters are refused.",
  });
