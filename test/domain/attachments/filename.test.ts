import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  cleanFilename,
  contentDisposition,
  extensionOf,
} from "../../../functions/domain/attachments/filename.ts";

describe("cleanFilename", () => {
  it.each([
    ["offer.pdf", "offer.pdf"],
    ["Größe 👨‍👩‍👧 通知.png", "Größe 👨‍👩‍👧 通知.png"],
    ["مرحبا.pdf", "مرحبا.pdf"],
    ["/etc/passwd", "passwd"],
    ["..\\..\\boot.ini", "boot.ini"],
    ["C:\\Users\\ana\\offer.pdf", "offer.pdf"],
    ["invoice\u202Efdp.exe", "invoicefdp.exe"],
    ["a\u2066b\u2069\u200F.txt", "ab.txt"],
    ["two\tlines\nof name.txt", "twolinesof name.txt"],
    ["line\u2028break.txt", "linebreak.txt"],
    [" offer.pdf. . ", "offer.pdf"],
    [".htaccess", ".htaccess"],
    ["a/..\u202E", ""],
    ["..", ""],
    ["folder/", ""],
  ])("turns %j into %j", (sent, expected) => {
    expect(cleanFilename(sent)).toBe(expected);
  });

  it("removes paths and invisible characters from any name, and changes a clean name no more", () => {
    const character = fc.oneof(
      fc.constantFrom("/", "\\", ".", " ", "\u202E", "\t", "\u0085", "a", "é", "\u200F", "\u3000"),
      fc.string({ unit: "grapheme", minLength: 1, maxLength: 1 }),
    );
    fc.assert(
      fc.property(fc.array(character), (characters) => {
        const name = cleanFilename(characters.join(""));
        expect(name).not.toMatch(/[/\\\p{Cc}\u202A-\u202E\u2066-\u2069]/u);
        expect(name).not.toMatch(/^\s|[\s.]$/u);
        expect(cleanFilename(name)).toBe(name);
      }),
    );
  });
});

describe("extensionOf", () => {
  it.each([
    ["offer.pdf", "pdf"],
    ["OFFER.PDF", "pdf"],
    ["photo.jpg.exe", "exe"],
    ["..html", "html"],
    ["通知.html\u200b", "html\u200b"],
    ["offer", undefined],
    [".profile", undefined],
    ["Offer for Dr. Smith", undefined],
  ])("of %j is %j", (filename, extension) => {
    expect(extensionOf(filename)).toBe(extension);
  });
});

describe("contentDisposition", () => {
  it.each([
    ["offer.pdf", `attachment; filename="offer.pdf"; filename*=UTF-8''offer.pdf`],
    ["Größe.pdf", `attachment; filename="Gr__e.pdf"; filename*=UTF-8''Gr%C3%B6%C3%9Fe.pdf`],
    [
      `a"; filename="b.exe`,
      `attachment; filename="a_; filename=_b.exe"; filename*=UTF-8''a%22%3B%20filename%3D%22b.exe`,
    ],
    [
      "100% (it's*).txt",
      `attachment; filename="100_ (it's*).txt"; filename*=UTF-8''100%25%20%28it%27s%2A%29.txt`,
    ],
  ])("names %j as %j", (filename, expected) => {
    expect(contentDisposition("attachment", filename)).toBe(expected);
  });

  it("is ASCII, and carries any name whole", () => {
    fc.assert(
      fc.property(fc.string({ unit: "grapheme" }).map(cleanFilename), (filename) => {
        const header = contentDisposition("inline", filename);
        expect(header).toMatch(/^[ -~]*$/);
        const [, ascii = "", encoded = ""] =
          header.match(/^inline; filename="([^"\\]*)"; filename\*=UTF-8''(\S*)$/) ?? [];
        expect(decodeURIComponent(encoded)).toBe(filename);
        expect(ascii.length).toBe([...filename].length);
      }),
    );
  });
});
