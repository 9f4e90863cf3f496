import { S3Error } from "./errors.ts";
import { elementsOf, textOf, xmlDocument } from "./xml.ts";

export type Tags = Readonly<Record<string, string>>;

/** S3 allows 10 tags, keys of 128 characters and values of 256. @throws S3Error InvalidTag */
function tagsFrom(pairs: readonly (readonly [key: string, value: string])[]): Tags {
  const tags = Object.fromEntries(pairs);
  if (pairs.length > 10) throw new S3Error("InvalidTag", "Object tags cannot be greater than 10");
  if (Object.keys(tags).length < pairs.length)
    throw new S3Error("InvalidTag", "Cannot provide multiple Tags with the same key");
  if (pairs.some(([key, value]) => key === "" || key.length > 128 || value.length > 256))
    throw new S3Error("InvalidTag");
  return tags;
}

/** Parses the header `x-amz-tagging`, which has the format of a query. */
export function tagsFromHeader(header: string | undefined): Tags {
  return tagsFrom([...new URLSearchParams(header)]);
}

export function tagsFromXml(xml: string): Tags {
  if (elementsOf(xml, "TagSet").length !== 1 && !/<TagSet\s*\/>/.test(xml)) throw new S3Error("MalformedXML");
  return tagsFrom(
    elementsOf(xml, "Tag").map((tag) => {
      const [key, value] = [textOf(tag, "Key"), textOf(tag, "Value")];
      if (key === undefined || value === undefined) throw new S3Error("MalformedXML");
      return [key, value];
    }),
  );
}

export function tagsToXml(tags: Tags): string {
  const Tag = Object.entries(tags).map(([Key, Value]) => ({ Key, Value }));
  return xmlDocument("Tagging", { TagSet: { Tag } });
}
