import { describe, expect, it } from "vitest";
import { createResolver } from "../../../local/template/resolver.ts";
import { Template } from "../../../local/template/template.ts";

const deployment = {
  stackName: "chat-dev",
  region: "eu-west-1",
  accountId: "000000000000",
  partition: "aws",
};

/** A variable in the text of `Fn::Sub`. */
const variable = (name: string) => `\${${name}}`;

function resolverOf(template: object, secret: (path: string) => string = () => "") {
  return createResolver({ template: Template.parse({ Resources: {}, ...template }), deployment, secret });
}

describe("resolver", () => {
  const resolver = resolverOf({
    Parameters: { Size: { Default: "large" } },
    Conditions: {
      IsLarge: { "Fn::Equals": [{ Ref: "Size" }, "large"] },
      IsSmall: { "Fn::Not": [{ Condition: "IsLarge" }] },
    },
    Mappings: { Names: { eu: { first: "Ada" } } },
    Resources: {
      Table: { Type: "AWS::DynamoDB::Table" },
      Topic: {
        Type: "AWS::SNS::Topic",
        Properties: { TopicName: { "Fn::Sub": `${variable("AWS::StackName")}-topic` } },
      },
    },
  });

  it.each([
    [{ Ref: "AWS::Region" }, "eu-west-1"],
    [{ Ref: "Size" }, "large"],
    [{ Ref: "Table" }, "chat-dev-Table"],
    [{ Ref: "Topic" }, "arn:aws:sns:eu-west-1:000000000000:chat-dev-topic"],
    [{ "Fn::GetAtt": ["Table", "Arn"] }, "arn:aws:dynamodb:eu-west-1:000000000000:table/chat-dev-Table"],
    [{ "Fn::GetAtt": "Topic.TopicName" }, "chat-dev-topic"],
    [{ "Fn::Join": ["-", ["a", { Ref: "Size" }]] }, "a-large"],
    [
      { "Fn::Sub": [["X", "Size", "Table.Arn", "!kept"].map(variable).join("/"), { X: "x" }] },
      `x/large/arn:aws:dynamodb:eu-west-1:000000000000:table/chat-dev-Table/${variable("kept")}`,
    ],
    [{ "Fn::Select": [1, { "Fn::Split": [":", "a:b:c"] }] }, "b"],
    [{ "Fn::If": ["IsSmall", "small", "big"] }, "big"],
    [{ "Fn::FindInMap": ["Names", "eu", "first"] }, "Ada"],
    [{ kept: 1, dropped: { Ref: "AWS::NoValue" } }, { kept: 1 }],
    [["a", { Ref: "AWS::NoValue" }], ["a"]],
  ])("resolves %j", (value, expected) => {
    expect(resolver.resolve(value)).toEqual(expected);
  });

  it("replaces references to secrets, also inside other text", () => {
    const withSecret = resolverOf({}, (path) => `<${path}>`);
    expect(
      withSecret.resolve({
        "Fn::Join": ["", ["key={{resolve:secretsmanager:", "arn:x", ":SecretString:::}}!"]],
      }),
    ).toBe("key=<arn:x:SecretString:::>!");
  });

  it.each([
    [{ "Fn::Cidr": ["10.0.0.0/16", 1, 8] }, /does not know Fn::Cidr/],
    [{ Ref: "Nothing" }, /Nothing is referred to but not defined/],
    [{ "Fn::GetAtt": ["Table", "Color"] }, /no attribute Table.Color/],
    ["{{resolve:ssm:/path}}", /no ssm reference/],
  ])("throws for %j", (value, message) => {
    expect(() => resolver.resolve(value)).toThrow(message);
  });
});
