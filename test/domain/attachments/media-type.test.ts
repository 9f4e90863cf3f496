import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { canonicalMediaType, withoutParameters } from "../../../functions/domain/attachments/media-type.ts";

const RUNS = { numRuns: 2000 };

describe("canonicalMediaType", () => {
  it.each([
    ["image/png", "image/png"],
    ["IMAGE/PNG", "image/png"],
    ["audio/webm;codecs=opus", "audio/webm;codecs=opus"],
    ["Audio/WebM; Codecs=Opus", "audio/webm;codecs=Opus"],
    ["text/plain ; charset=utf-8 ; format=flowed", "text/plain;charset=utf-8;format=flowed"],
    ["text/plain;;charset=utf-8;", "text/plain;charset=utf-8"],
    ['video/mp4; codecs="avc1.42E01E, mp4a.40.2"', 'video/mp4;codecs="avc1.42E01E, mp4a.40.2"'],
    [String.raw`text/plain;a="\"\\";B=c`, String.raw`text/plain;a="\"\\";b=c`],
    ['text/plain;a=";b=c"', 'text/plain;a=";b=c"'],
  ])("writes %j as %j", (sent, canonical) => {
    expect(canonicalMediaType(sent)).toBe(canonical);
  });

  it.each([
    ["nothing", ""],
    ["a type alone", "text"],
    ["two types", "text/plain, image/png"],
    ["white space before the type", " text/plain"],
    ["a parameter without a value", "text/plain;charset"],
    ["white space around the equals sign", "text/plain;charset = utf-8"],
    ["a quote that does not end", 'text/plain;a="b'],
    ["two parameters without a semicolon", "text/plain;a=b c=d"],
    ["a line break", "text/plain;a=b\r\nx-amz-acl: public-read"],
    ["a control character in quotes", 'text/plain;a="\u0007"'],
    ["letters beyond ASCII", "text/plaïn"],
    ["a letter that is ASCII in lower case only", "text/\u212a"],
  ])("takes none of %s", (_what, sent) => {
    expect(canonicalMediaType(sent)).toBeUndefined();
  });

  const token = fc.string({ unit: fc.constantFrom(..."aBc1-+.x"), minLength: 1, maxLength: 6 });
  const quoted = fc
    .string({ unit: fc.constantFrom("a", " ", ";", "=", "/", String.raw`\"`), maxLength: 6 })
    .map((value) => `"${value}"`);
  const parameters = fc.array(fc.tuple(token, fc.oneof(token, quoted)), { maxLength: 4 });
  const space = fc.string({ unit: fc.constantFrom(" ", "\t"), maxLength: 2 });

  it("is the same for every way to write a media type, and what it writes stays as it is", () => {
    fc.assert(
      fc.property(token, token, parameters, space, (type, subtype, given, ows) => {
        const written = given.map(([name, value]) => `${ows};${ows}${name.toUpperCase()}=${value}`).join("");
        const canonical = canonicalMediaType(`${type}/${subtype}${written}${ows}`);
        expect(canonical).toBe(
          `${type}/${subtype}`.toLowerCase() +
            given.map(([name, value]) => `;${name.toLowerCase()}=${value}`).join(""),
        );
        expect(canonicalMediaType(canonical ?? "")).toBe(canonical);
        expect(withoutParameters(canonical ?? "")).toBe(`${type}/${subtype}`.toLowerCase());
      }),
      RUNS,
    );
  });

  it("is made of printable ASCII in one line, whatever is sent", () => {
    const sent = fc.string({ unit: fc.constantFrom(...'aA/;= \t"\\\n\r,é\u0000'), maxLength: 20 });
    fc.assert(
      fc.property(sent, (text) => {
        expect(canonicalMediaType(text) ?? "").toMatch(/^[ -~]*$/);
      }),
      RUNS,
    );
  });

  it("takes little time for 200 characters that nearly are one", () => {
    const started = performance.now();
    canonicalMediaType(`a/b${" ;".repeat(98)}"`);
    canonicalMediaType(`a/b${";   ".repeat(49)}"`);
    expect(performance.now() - started).toBeLessThan(100);
  });
});
