/** Problems that one answer names, as the API says. */
export const MAX_PROBLEMS = 20;

/** Code points of one problem, as the API says. */
export const MAX_PROBLEM_LENGTH = 200;

/** Code points of a path. It leaves room for the problem itself. */
const MAX_PATH_LENGTH = 100;

/** Characters that break a line, change its direction or are no text. JSON lets a client name a field by them. */
const NOT_PRINTABLE = /[\p{Cc}\p{Cs}\p{Zl}\p{Zp}\p{Bidi_Control}]/gu;

/** One line: the field's path, then what is wrong with it. The path may hold names that a client invented. */
export function problemAt(path: readonly PropertyKey[], problem: string): string {
  const name = path.length === 0 ? "body" : path.map(String).join(".");
  return `${cut(name, MAX_PATH_LENGTH).replace(NOT_PRINTABLE, "\ufffd")}: ${problem}`;
}

/** The problems that an answer names: the first ones, each cut to its limit. */
export function boundedProblems(problems: readonly string[]): string[] {
  return problems.slice(0, MAX_PROBLEMS).map((problem) => cut(problem, MAX_PROBLEM_LENGTH));
}

/** A text that is cut ends with an ellipsis, which counts. */
function cut(text: string, max: number): string {
  // A code point has at most two UTF-16 units: the start is enough to count.
  const start = [...text.slice(0, 2 * max + 2)];
  return start.length <= max ? text : `${start.slice(0, max - 1).join("")}…`;
}
