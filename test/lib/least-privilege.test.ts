import { expect, test } from "vitest";
import {
  functionNames,
  idOf,
  resources,
  type Statement,
  statementsIn,
  statementsOf,
  synthesize,
} from "./synth.ts";

const template = synthesize("prod");
const tableArn = { "Fn::GetAtt": [idOf(template, "AWS::DynamoDB::Table", "Table"), "Arn"] };

/** X-Ray has no resources that a policy could name. */
const unavoidablyOpen = ["xray:PutTelemetryRecords", "xray:PutTraceSegments"];

test.each(functionNames)("%s has no action and no resource that is a wildcard", (name) => {
  const statements = statementsOf(template, name);
  expect(statements.length).toBeGreaterThan(0);
  for (const { Effect, Action, Resource } of statements) {
    expect(Effect).toBe("Allow");
    expect(Action.filter((action) => action.includes("*"))).toEqual([]);
    if (JSON.stringify(Resource).includes('"*"')) expect(Action).toEqual(unavoidablyOpen);
  }
});

test.each(functionNames)("%s cannot scan", (name) => {
  const actions = statementsOf(template, name).flatMap(({ Action }) => Action);
  expect(actions.filter((action) => /scan/i.test(action))).toEqual([]);
});

test("no policy has a wildcard, GuardDuty's role included", () => {
  const policies = [...resources(template, "AWS::IAM::Policy").values()].flatMap(statementsIn);
  expect(policies.length).toBeGreaterThan(20);
  for (const { Action, Resource } of policies) {
    expect(Action.filter((action) => /\*|scan$/i.test(action))).toEqual([]);
    if ([Resource].flat().includes("*")) expect(Action).toEqual(unavoidablyOpen);
  }
});

test("no role has a managed policy, whose resources would be wildcards", () => {
  for (const role of resources(template, "AWS::IAM::Role").values()) {
    expect(role.ManagedPolicyArns).toBeUndefined();
  }
});

const like = (...keys: string[]) => ({ "ForAllValues:StringLike": { "dynamodb:LeadingKeys": keys } });
const butNot = (...keys: string[]) => ({ "ForAllValues:StringNotLike": { "dynamodb:LeadingKeys": keys } });
const butNotInLocations = butNot("LOC#*#*");
const butNotOfCustomers = butNot("LOC#*#CONV#*", "LOC#*#INBOX#*");
const chatAccess = [
  [["BatchGetItem", "GetItem", "Query"], { ...like("USER#*", "LOC#*"), ...butNotOfCustomers }],
  [["PutItem"], like("LOC#*#CHAT#*", "LOC#*#USER#*")],
  [["UpdateItem"], like("LOC#*#USER#*", "LOC#*#FILES#*", "LOC#*#CONNECTIONS#*", "LOC#*#LIMITS#*")],
];

test.each([
  ["Authorizer", []],
  ["Chats", [...chatAccess, [["DeleteItem"], like("LOC#*#WATCHERS")]]],
  [
    "Attachments",
    [
      [
        ["BatchGetItem", "GetItem"],
        {
          ...like("USER#*", "LOC#*"),
          ...butNot("LOC#*#CONV#*", "LOC#*#INBOX#*", "LOC#*#USER#*", "LOC#*#CONNECTIONS#*", "LOC#*#WATCHERS"),
        },
      ],
      [["PutItem"], like("LOC#*#FILES#*")],
      [["GetItem", "UpdateItem"], like("LOC#*#LIMITS#*")],
    ],
  ],
  [
    "Websocket",
    [
      ...chatAccess,
      [["DeleteItem", "PutItem"], like("LOC#*#WATCHERS")],
      [["UpdateItem"], like("PRESENCE#*", "ACTOR#*")],
    ],
  ],
  [
    "Inbox",
    [
      [["BatchGetItem", "GetItem"], { ...like("USER#*", "LOC#*"), ...butNotInLocations }],
      [["Query"], { ...like("LOC#*"), ...butNotInLocations }],
      [["GetItem", "PutItem"], like("LOC#*#LABS")],
      [["Query"], like("LOC#*#USER#*", "LOC#*#INBOX#*")],
      [["BatchGetItem"], like("LOC#*#CHAT#*", "LOC#*#CONV#*")],
    ],
  ],
  [
    "Me",
    [
      [["GetItem"], like("USER#*")],
      [["GetItem", "UpdateItem"], like("NOTIFY#*")],
    ],
  ],
  [
    "Devices",
    [
      [["GetItem"], like("USER#*")],
      [["GetItem", "UpdateItem"], like("NOTIFY#*")],
      [["DeleteItem", "GetItem", "PutItem"], like("PUSH#*")],
      [["GetItem", "UpdateItem"], like("LIMITS#*")],
    ],
  ],
  [
    "Directory",
    [
      [
        ["BatchGetItem", "GetItem", "PutItem", "UpdateItem"],
        { ...like("USER#*", "LOC#*"), ...butNotInLocations },
      ],
      [["DeleteItem"], { ...like("LOC#*"), ...butNotInLocations }],
      [["GetItem"], like("CONV#*", "LOC#*#CONV#*")],
      [["PutItem"], like("CONV#*", "LOC#*#CONV#*", "LOC#*#INBOX#*")],
      [["DeleteItem"], like("LOC#*#CONV#*", "LOC#*#INBOX#*")],
      [["DeleteItem", "Query"], like("LOC#*#WATCHERS")],
      [["GetItem"], like("PRESENCE#*", "ACTOR#*")],
      [["BatchGetItem", "GetItem", "UpdateItem"], like("LOC#*#CONNECTIONS#*")],
    ],
  ],
  [
    "Stream",
    [
      [
        ["BatchGetItem", "GetItem"],
        {
          ...like("USER#*", "NOTIFY#*", "LOC#*"),
          ...butNot(
            "LOC#*#CONV#*",
            "LOC#*#INBOX#*",
            "LOC#*#FILES#*",
            "LOC#*#CONNECTIONS#*",
            "LOC#*#WATCHERS",
          ),
        },
      ],
      [["PutItem", "UpdateItem"], like("LOC#*#USER#*")],
      [["UpdateItem"], like("NOTIFY#*")],
      [["DeleteItem"], like("PUSH#*")],
    ],
  ],
])("%s has exactly the rights to the table that it needs", (name, expected) => {
  const onTable = statementsOf(template, name).filter(({ Resource }) => equals(Resource, tableArn));
  const granted = onTable.map(({ Action, Condition }) => [
    Action.map((action) => action.replace("dynamodb:", "")),
    Condition,
  ]);
  expect(granted).toEqual(expected);
});

test("only the stream function reads a stream, and only this table's", () => {
  for (const name of functionNames) {
    const onStreams = statementsOf(template, name).filter(reads);
    expect(onStreams.length > 0).toBe(name === "Stream");
    for (const { Resource } of onStreams)
      expect(JSON.stringify(Resource)).toContain(tableArn["Fn::GetAtt"][0]);
  }
});

function reads({ Action }: Statement): boolean {
  return Action.includes("dynamodb:GetRecords") || Action.includes("dynamodb:ListStreams");
}

function equals(one: unknown, other: unknown): boolean {
  return JSON.stringify(one) === JSON.stringify(other);
}
