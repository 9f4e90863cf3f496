import * as z from "zod";

/** An opaque id: 1–64 of `A-Za-z0-9_-`. Ours are ULIDs, the CRM's are its own. */
export const Id = z
  .string()
  .regex(/^[A-Za-z0-9_-]{1,64}$/, "must be 1 to 64 characters of A-Z, a-z, 0-9, _ or -");
export type Id = z.infer<typeof Id>;

export function isId(value: unknown): value is Id {
  return Id.safeParse(value).success;
}

/** Ids, each once, in the order given; the bound holds before doubles go. @param what they are, in the plural */
export function distinctIds(most: number, what: string) {
  return z
    .array(Id)
    .max(most, `must have at most ${most} ${what}`)
    .transform((ids) => [...new Set(ids)]);
}

/** A key that a client chooses to make a retry recognizable: 1–64 characters, none of them a control character. */
export const ClientKey = z
  .string()
  .min(1, "must not be empty")
  .refine((value) => [...value].length <= 64, "must have at most 64 characters")
  .refine((value) => value.isWellFormed(), "must be well-formed Unicode")
  .refine((value) => !/\p{Cc}/u.test(value), "must not contain control characters")
  .meta({ maxLength: 64 });
