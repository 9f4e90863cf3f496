import type { MethodDefinition, PathDefinition } from "./rest-definition.ts";

export interface Match {
  readonly resourceId: string;
  readonly resourcePath: string;
  readonly method: MethodDefinition;
  readonly pathParameters: Readonly<Record<string, string>>;
}

interface Node {
  readonly fixed: Map<string, Node>;
  parameter: { readonly name: string; readonly node: Node } | undefined;
  /** `{name+}` matches the rest of the path. */
  greedy: { readonly name: string; readonly node: Node } | undefined;
  definition: PathDefinition | undefined;
}

export type Router = (method: string, path: string) => Match | undefined;

/** Finds the method that answers a path in the resource tree. A fixed part wins over a parameter. */
export function createRouter(paths: readonly PathDefinition[]): Router {
  const root = emptyNode();
  for (const definition of paths) {
    const parts = definition.path === "/" ? [] : definition.path.slice(1).split("/");
    parts.reduce(child, root).definition = definition;
  }
  return (method, path) => {
    const segments = path.replace(/^\//, "").replace(/\/$/, "").split("/").map(decode);
    return find(root, path === "/" ? [] : segments, (definition, pathParameters) => {
      const found = definition.methods.get(method) ?? definition.methods.get("ANY");
      if (!found) return undefined;
      const { resourceId, path: resourcePath } = definition;
      return { resourceId, resourcePath, method: found, pathParameters };
    });
  };
}

function emptyNode(): Node {
  return { fixed: new Map(), parameter: undefined, greedy: undefined, definition: undefined };
}

function child(node: Node, part: string): Node {
  const name = part.match(/^\{(.+?)(\+?)\}$/);
  if (!name) {
    const next = node.fixed.get(part) ?? emptyNode();
    node.fixed.set(part, next);
    return next;
  }
  const kind = name[2] === "+" ? "greedy" : "parameter";
  node[kind] ??= { name: name[1] ?? "", node: emptyNode() };
  return node[kind].node;
}

type Accept = (definition: PathDefinition, pathParameters: Record<string, string>) => Match | undefined;

function find(node: Node, [segment, ...rest]: readonly string[], accept: Accept): Match | undefined {
  if (segment === undefined) return node.definition && accept(node.definition, {});
  const { fixed, parameter, greedy } = node;
  const exact = fixed.get(segment);
  const found = exact && find(exact, rest, accept);
  if (found) return found;
  if (parameter && segment !== "") {
    const { name } = parameter;
    const match = find(parameter.node, rest, (definition, others) =>
      accept(definition, { [name]: segment, ...others }),
    );
    if (match) return match;
  }
  return (
    greedy?.node.definition && accept(greedy.node.definition, { [greedy.name]: [segment, ...rest].join("/") })
  );
}

/** Percent-decodes a segment. A malformed one is returned unchanged. */
export function decode(segment: string): string {
  try {
    return decodeURIComponent(segment);
  } catch {
    return segment;
  }
}
