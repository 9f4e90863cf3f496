function nested(depth: number): unknown {
  let value: unknown = [];
  for (let level = 1; level < depth; level += 1) value = level % 2 === 0 ? [value] : { a: value };
  return value;
}

function fieldsNamed(name: (index: number) => string, count: number): object {
  return Object.fromEntries(Array.from({ length: count }, (_, index) => [name(index), index]));
}

/** Values that are invalid in most fields. */
export const badValues: readonly unknown[] = [
  null,
  true,
  false,
  0,
  -1,
  1.5,
  1e308,
  1e12,
  1e12 - 1,
  2 ** 53 - 1,
  2 ** 53,
  "",
  " ",
  "\n",
  "\u0000",
  "\u0001".repeat(5000),
  "\ud800",
  "\u200b",
  "x".repeat(65),
  "x".repeat(2033),
  "x".repeat(6000),
  "💥".repeat(1500),
  '"'.repeat(5001),
  "__proto__",
  "constructor",
  "a#b",
  "../..",
  "💥",
  "0000-01-01T00:00:00Z",
  "2026-02-30T00:00:00Z",
  `2026-01-01T00:00:00.${"1".repeat(400)}Z`,
  "9999-12-31T23:59:59.999999999Z",
  "25:00",
  "Etc/Nowhere",
  "text/plain; charset=\u0000",
  [],
  [[]],
  [null],
  {},
  { a: { b: {} } },
  { $ref: "#" },
  { toString: 1 },
  nested(2000),
  Array(200).fill(0),
  Array(2100).fill("#"),
  fieldsNamed((index) => `field${index}`, 300),
  fieldsNamed((index) => `${"💥".repeat(100)}${index}`, 30),
];

/** Names that no field has. */
export const badNames: readonly string[] = [
  "",
  "__proto__",
  "constructor",
  "hasOwnProperty",
  "a.b",
  "a\nb",
  "\u0000",
  "\ud800",
  "\u202e",
  "x".repeat(2033),
  "💥".repeat(300),
  '"'.repeat(500),
];

/** Ids of another shape than `Id`. */
export const badIds: readonly string[] = [
  "a#b",
  "a/b",
  "a b",
  "...",
  "%00",
  "\u0000",
  "\ud800",
  "💥",
  "x".repeat(65),
  "x".repeat(2033),
  "ＡＢＣ",
];

/** Values of a query or a header. */
export const badTexts: readonly string[] = [
  "",
  "0",
  "-1",
  "1.5",
  "101",
  "１",
  "9".repeat(400),
  "NaN",
  "null",
  "__proto__",
  "💥".repeat(65),
  "\u0000",
  "x".repeat(2033),
  "e30",
  "eyJkYXRlIjoiIiwiaWQiOiIifQ".repeat(3),
];
