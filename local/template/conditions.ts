import { isObject, type Json } from "../json.ts";
import { StartupError } from "../startup-error.ts";
import type { Resolver } from "./resolver.ts";
import type { Template } from "./template.ts";

/** Evaluates a condition of the template by its name. */
export function conditionOf(name: string, template: Template, resolver: Resolver): boolean {
  const condition = template.Conditions[name];
  if (condition === undefined) throw new StartupError(`template: no condition ${name}`);
  return evaluate(condition, resolver);
}

function evaluate(condition: Json, resolver: Resolver): boolean {
  const [operator, argument] = isObject(condition)
    ? (Object.entries(condition)[0] ?? ["", null])
    : ["", null];
  const operands = Array.isArray(argument) ? argument : [];
  switch (operator) {
    case "Fn::Equals":
      return (
        JSON.stringify(resolver.resolve(operands[0] ?? null)) ===
        JSON.stringify(resolver.resolve(operands[1] ?? null))
      );
    case "Fn::And":
      return operands.every((operand) => evaluate(operand, resolver));
    case "Fn::Or":
      return operands.some((operand) => evaluate(operand, resolver));
    case "Fn::Not":
      return !operands.some((operand) => evaluate(operand, resolver));
    case "Condition":
      return typeof argument === "string" && resolver.holds(argument);
    default:
      throw new StartupError(
        `template: the local cloud does not know the condition ${JSON.stringify(condition)}`,
      );
  }
}
