import { isObject, objectOf, parseJson } from "../json.ts";
import { StartupError } from "../startup-error.ts";

/** Whether a record passes one of the filters of an event source mapping. */
export type Filter = (record: unknown) => boolean;

type Test = (value: unknown) => boolean;

/** Compiles filter patterns. Without patterns every record passes. An unknown operator stops the start. */
export function compileFilters(patterns: readonly string[]): Filter {
  const tests = patterns.map((pattern) => {
    const parsed = parseJson(pattern);
    if (!isObject(parsed)) throw new StartupError(`template: the filter ${pattern} is not a JSON object`);
    return compileObject(parsed);
  });
  return (record) => tests.length === 0 || tests.some((test) => test(record));
}

function compileObject(pattern: Record<string, unknown>): Test {
  const tests = Object.entries(pattern).map(([key, part]): Test => {
    if (key === "$or") return anyOf(part);
    const test = Array.isArray(part)
      ? compileLeaf(part)
      : isObject(part)
        ? compileObject(part)
        : unknown(part);
    return (value) => test(objectOf(value)[key]);
  });
  return (value) => tests.every((test) => test(value));
}

function anyOf(alternatives: unknown): Test {
  const tests = Array.isArray(alternatives) ? alternatives.map((part) => compileObject(objectOf(part))) : [];
  return (value) => tests.some((test) => test(value));
}

/** Compiles the values that a field may have, or operators on it. A list in the record matches by any element. */
function compileLeaf(candidates: readonly unknown[]): Test {
  const tests = candidates.map(compileCandidate);
  return (value) => {
    const values = Array.isArray(value) ? value : [value];
    return tests.some((test) => values.some(test));
  };
}

function compileCandidate(candidate: unknown): Test {
  if (!isObject(candidate)) return (value) => value === candidate;
  const [operator, argument] = Object.entries(candidate)[0] ?? ["", undefined];
  switch (operator) {
    case "exists":
      return (value) => (value !== undefined) === argument;
    case "prefix":
      return (value) => typeof value === "string" && value.startsWith(String(argument));
    case "suffix":
      return (value) => typeof value === "string" && value.endsWith(String(argument));
    case "equals-ignore-case":
      return (value) => typeof value === "string" && value.toLowerCase() === String(argument).toLowerCase();
    case "anything-but": {
      const excluded = compileLeaf(Array.isArray(argument) ? argument : [argument]);
      return (value) => value !== undefined && !excluded(value);
    }
    default:
      return unknown(candidate);
  }
}

function unknown(part: unknown): never {
  throw new StartupError(`template: the local cloud does not know the filter ${JSON.stringify(part)}`);
}
