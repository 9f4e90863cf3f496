import { isObject, type Json } from "../json.ts";
import { StartupError } from "../startup-error.ts";
import type { Template } from "./template.ts";

/** Resolves the operands of a condition, which may be intrinsics or other conditions. */
interface OperandResolver {
  resolve(value: Json): Json | undefined;
  holds(condition: string): boolean;
}

/** Evaluates a condition of the template by its name. */
export function evaluateCondition(name: string, template: Template, resolver: OperandResolver): boolean {
  const condition = template.Conditions[name];
  if (condition === undefined) throw new StartupError(`template: no condition ${name}`);
  return evaluate(condition, resolver);
}

function evaluate(condition: Json, resolver: OperandResolver): boolean {
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
