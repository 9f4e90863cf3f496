import { Match } from "aws-cdk-lib/assertions";
import { describe, expect, test } from "vitest";
import * as z from "zod";
import { stages } from "../../lib/stages.ts";
import { idOf, resources, statementsOf, synthesize } from "./synth.ts";

const dev = synthesize("dev");
const prod = synthesize("prod");
const bucketId = idOf(prod, "AWS::S3::Bucket", "AttachmentsBucket");
const bucket = () => resources(prod, "AWS::S3::Bucket").get(bucketId);
const arnOf = (keys: string) => ({
  "Fn::Join": ["", [{ "Fn::GetAtt": [bucketId, "Arn"] }, `/${keys}`]],
});

describe("the bucket of attachments", () => {
  test("is private, encrypted and versioned, and its account owns every object", () => {
    expect(bucket()).toMatchObject({
      PublicAccessBlockConfiguration: {
        BlockPublicAcls: true,
        BlockPublicPolicy: true,
        IgnorePublicAcls: true,
        RestrictPublicBuckets: true,
      },
      BucketEncryption: {
        ServerSideEncryptionConfiguration: [{ ServerSideEncryptionByDefault: { SSEAlgorithm: "AES256" } }],
      },
      VersioningConfiguration: { Status: "Enabled" },
      OwnershipControls: { Rules: [{ ObjectOwnership: "BucketOwnerEnforced" }] },
    });
  });

  test("refuses requests without TLS 1.2, and its policy allows nothing", () => {
    const denied = (condition: object) =>
      Match.objectLike({ Effect: "Deny", Action: "s3:*", Principal: { AWS: "*" }, Condition: condition });
    prod.hasResourceProperties("AWS::S3::BucketPolicy", {
      Bucket: { Ref: bucketId },
      PolicyDocument: {
        Statement: [
          denied({ Bool: { "aws:SecureTransport": "false" } }),
          denied({ NumericLessThan: { "s3:TlsVersion": 1.2 } }),
        ],
      },
    });
  });

  test("deletes uploads after a day, used or not, and never the files of messages", () => {
    expect(bucket()?.LifecycleConfiguration).toEqual({
      Rules: [
        {
          Id: "uploads-go-after-a-day",
          Prefix: "uploads/",
          Status: "Enabled",
          ExpirationInDays: 1,
          NoncurrentVersionExpiration: { NoncurrentDays: 1 },
        },
        {
          Id: "overwritten-attachments",
          Prefix: "attachments/",
          Status: "Enabled",
          NoncurrentVersionExpiration: { NoncurrentDays: 30 },
        },
        {
          Id: "leftovers",
          Status: "Enabled",
          AbortIncompleteMultipartUpload: { DaysAfterInitiation: 1 },
          ExpiredObjectDeleteMarker: true,
        },
      ],
    });
  });

  test("lets pages of its stage upload and download, with the headers that links need", () => {
    expect(bucket()?.CorsConfiguration).toEqual({
      CorsRules: [
        {
          AllowedOrigins: stages.prod?.corsOrigins,
          AllowedMethods: ["GET", "PUT"],
          AllowedHeaders: ["content-type", "if-none-match"],
          MaxAge: 3600,
        },
      ],
    });
  });

  test("outlives its stack in prod, and not in dev", () => {
    prod.hasResource("AWS::S3::Bucket", { DeletionPolicy: "Retain", UpdateReplacePolicy: "Retain" });
    dev.hasResource("AWS::S3::Bucket", { DeletionPolicy: "Delete" });
  });
});

const inS3 = (template: typeof prod, name: string) =>
  statementsOf(template, name)
    .filter(({ Action }) => Action.some((action) => action.startsWith("s3:")))
    .map(({ Action, Resource, Condition }) => [Action.join(), Resource, Condition]);

const clean = { StringEquals: { "s3:ExistingObjectTag/GuardDutyMalwareScanStatus": "NO_THREATS_FOUND" } };
const keeping = [
  ["s3:GetObject", arnOf("uploads/*"), undefined],
  ["s3:PutObject", arnOf("attachments/*"), undefined],
];

test.each([
  [
    "Attachments",
    [
      ["s3:PutObject", arnOf("uploads/*"), undefined],
      ["s3:GetObject", arnOf("attachments/*"), clean],
      ["s3:GetObjectTagging", arnOf("attachments/*"), undefined],
    ],
  ],
  ["Chats", keeping],
  ["Websocket", keeping],
  ["Inbox", []],
  ["Me", []],
  ["Directory", []],
  ["Authorizer", []],
])(
  "%s has exactly the rights to attachments that it needs: no link can write over a posted file",
  (name, expected) => {
    expect(inS3(prod, name)).toEqual(expected);
  },
);

test("without a scan, downloads need no tag of a scan", () => {
  const [, download] = inS3(dev, "Attachments");
  expect(download).toEqual(["s3:GetObject,s3:GetObjectTagging", arnOf("attachments/*"), undefined]);
});

describe("the malware scan", () => {
  test("is on if the stage says so, and the function knows it", () => {
    for (const [template, scanned] of [
      [dev, false],
      [prod, true],
    ] as const) {
      template.resourceCountIs("AWS::GuardDuty::MalwareProtectionPlan", scanned ? 1 : 0);
      template.hasResourceProperties("AWS::Lambda::Function", {
        Environment: { Variables: Match.objectLike({ MALWARE_SCAN: scanned ? "on" : "off" }) },
      });
    }
  });

  test("covers the files that messages use, and tags them", () => {
    prod.hasResourceProperties("AWS::GuardDuty::MalwareProtectionPlan", {
      Actions: { Tagging: { Status: "ENABLED" } },
      ProtectedResource: {
        S3Bucket: { BucketName: { Ref: bucketId }, ObjectPrefixes: ["attachments/"] },
      },
    });
  });

  test("has a role that only GuardDuty can assume, for this account if it names one", () => {
    prod.hasResourceProperties("AWS::IAM::Role", {
      AssumeRolePolicyDocument: {
        Statement: [
          {
            Effect: "Allow",
            Action: "sts:AssumeRole",
            Principal: { Service: "malware-protection-plan.guardduty.amazonaws.com" },
            Condition: { StringEqualsIfExists: { "aws:SourceAccount": { Ref: "AWS::AccountId" } } },
          },
        ],
      },
    });
  });
});

describe("what may be uploaded", () => {
  const allowed = stages.prod?.attachmentTypes ?? {};
  const types = Object.keys(allowed);

  test.each([
    "image/png",
    "image/svg+xml",
    "video/mp4",
    "audio/mpeg",
    "application/pdf",
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "text/plain",
    "application/zip",
  ])("is %s", (type) => {
    expect(types).toContain(type);
  });

  test.each(["text/html", "text/javascript", "application/xhtml+xml", "application/octet-stream"])(
    "is not %s",
    (type) => {
      expect(types).not.toContain(type);
    },
  );

  test.each([
    ["image/png", ["png"]],
    ["audio/aac", ["aac"]],
    ["audio/flac", ["flac"]],
    ["audio/webm", ["webm", "weba"]],
    ["audio/mpeg", ["mp3"]],
    ["text/vcard", ["vcf"]],
    ["application/x-zip-compressed", ["zip"]],
    ["application/vnd.openxmlformats-officedocument.wordprocessingml.document", ["docx"]],
  ])("%s is of files that end in %j", (type, extensions) => {
    expect(allowed[type]).toEqual(expect.arrayContaining(extensions));
  });

  test("has an extension for each type, and none of what runs when it is opened", () => {
    const runs = [
      "exe",
      "com",
      "bat",
      "cmd",
      "lnk",
      "scr",
      "msi",
      "js",
      "mjs",
      "vbs",
      "ps1",
      "sh",
      "jar",
      "app",
    ];
    const opens = ["html", "htm", "xhtml", "shtml", "mht", "hta", "xml", "xsl", "swf", "url", "webloc"];
    for (const [type, extensions] of Object.entries(allowed)) {
      expect(extensions.length, type).toBeGreaterThan(0);
      expect(extensions.filter((it) => [...runs, ...opens].includes(it))).toEqual([]);
    }
  });

  test("fits in the 4 KB of a function's environment, with room for the rest", () => {
    const Properties = z.object({
      Environment: z.object({ Variables: z.object({ ATTACHMENT_TYPES: z.string() }) }),
    });
    const id = idOf(prod, "AWS::Lambda::Function", "Attachments");
    const properties = resources(prod, "AWS::Lambda::Function").get(id);
    const { ATTACHMENT_TYPES } = Properties.parse(properties).Environment.Variables;
    expect(ATTACHMENT_TYPES.length).toBeLessThan(2500);
    for (const row of ATTACHMENT_TYPES.split(",")) expect(row).toMatch(/^[a-z]+\/[a-z0-9.+-]+( [a-z0-9]+)+$/);
  });
});
