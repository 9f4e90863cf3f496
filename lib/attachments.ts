import { Duration, Stack } from "aws-cdk-lib";
import { CfnMalwareProtectionPlan } from "aws-cdk-lib/aws-guardduty";
import { PolicyStatement, Role, ServicePrincipal } from "aws-cdk-lib/aws-iam";
import type { IFunction } from "aws-cdk-lib/aws-lambda";
import {
  BlockPublicAccess,
  Bucket,
  BucketEncryption,
  type CorsRule,
  HttpMethods,
  type LifecycleRule,
  ObjectOwnership,
} from "aws-cdk-lib/aws-s3";
import { Construct } from "constructs";
import type { StageSettings } from "./stages.ts";

/** Prefixes of uploads, and of the files that messages use (`functions/gateways/attachment-keys.ts`). */
const UPLOADS = "uploads/";
const ATTACHMENTS = "attachments/";

/** Within this time an overwrite or a deletion by mistake can be undone. */
const NONCURRENT_DAYS = 30;

/** GuardDuty's tag for an object in which it found no threat. */
const CLEAN = { "s3:ExistingObjectTag/GuardDutyMalwareScanStatus": "NO_THREATS_FOUND" };

/**
 * The private bucket of attachments. A client writes to `uploads/`, once, by a link that lives 15 minutes.
 * Sending a message copies its files to `attachments/`, where no client can write.
 */
export class Attachments extends Construct {
  readonly bucket: Bucket;
  readonly #isScanned: boolean;

  constructor(scope: Construct, id: string, settings: StageSettings) {
    super(scope, id);
    this.#isScanned = settings.malwareScan;
    this.bucket = new Bucket(this, "Bucket", {
      blockPublicAccess: BlockPublicAccess.BLOCK_ALL,
      objectOwnership: ObjectOwnership.BUCKET_OWNER_ENFORCED,
      encryption: BucketEncryption.S3_MANAGED,
      enforceSSL: true,
      minimumTLSVersion: 1.2,
      versioned: true,
      lifecycleRules: lifecycle,
      cors: corsFor(settings.corsOrigins),
      removalPolicy: settings.removalPolicy,
    });
    if (settings.malwareScan) this.#createScan();
  }

  /** Lets a function sign links to upload, and to download; if the stage scans files, only clean ones. */
  grantLinks(handler: IFunction): void {
    this.#allow(handler, "s3:PutObject", UPLOADS);
    this.#allow(handler, "s3:GetObject", ATTACHMENTS, this.#isScanned ? { StringEquals: CLEAN } : {});
    this.#allow(handler, "s3:GetObjectTagging", ATTACHMENTS);
  }

  /** Lets a function read uploads, and copy them to where messages use them. */
  grantKeep(handler: IFunction): void {
    this.#allow(handler, "s3:GetObject", UPLOADS);
    this.#allow(handler, "s3:PutObject", ATTACHMENTS);
  }

  #allow(handler: IFunction, action: string, prefix: string, conditions = {}): void {
    const resources = [this.bucket.arnForObjects(`${prefix}*`)];
    handler.addToRolePolicy(new PolicyStatement({ actions: [action], resources, conditions }));
  }

  /** GuardDuty Malware Protection for S3 scans the files that messages use, and tags each with its result. */
  #createScan(): void {
    const role = new Role(this, "ScanRole", {
      assumedBy: new ServicePrincipal("malware-protection-plan.guardduty.amazonaws.com", {
        // AWS's manual asks for no condition, so GuardDuty need not send the account; if it does, it must be ours.
        conditions: { StringEqualsIfExists: { "aws:SourceAccount": Stack.of(this).account } },
      }),
    });
    for (const statement of this.#scanRights()) role.addToPolicy(statement);
    const plan = new CfnMalwareProtectionPlan(this, "Scan", {
      role: role.roleArn,
      protectedResource: {
        s3Bucket: { bucketName: this.bucket.bucketName, objectPrefixes: [ATTACHMENTS] },
      },
      actions: { tagging: { status: "ENABLED" } },
    });
    plan.node.addDependency(role); // GuardDuty tries the role's rights when the plan is created
  }

  /** GuardDuty's manual asks for these: its rule for new objects, the scan, the tag, the bucket's settings. */
  #scanRights(): PolicyStatement[] {
    const rule = Stack.of(this).formatArn({
      service: "events",
      resource: "rule",
      resourceName: "DO-NOT-DELETE-AmazonGuardDutyMalwareProtectionS3*",
    });
    const managed = {
      StringEquals: { "events:ManagedBy": "malware-protection-plan.guardduty.amazonaws.com" },
    };
    const allow = (actions: string[], resource: string, conditions = {}) =>
      new PolicyStatement({ actions, resources: [resource], conditions });
    const { bucketArn } = this.bucket;
    return [
      allow(["events:PutRule", "events:DeleteRule"], rule, managed),
      allow(["events:PutTargets", "events:RemoveTargets"], rule, managed),
      allow(["events:DescribeRule", "events:ListTargetsByRule"], rule),
      allow(["s3:GetObject", "s3:GetObjectVersion"], this.bucket.arnForObjects("*")),
      allow(["s3:GetObjectTagging", "s3:GetObjectVersionTagging"], this.bucket.arnForObjects("*")),
      allow(["s3:PutObjectTagging", "s3:PutObjectVersionTagging"], this.bucket.arnForObjects("*")),
      allow(["s3:PutObject"], this.bucket.arnForObjects("malware-protection-resource-validation-object")),
      allow(["s3:GetBucketNotification", "s3:PutBucketNotification"], bucketArn),
      allow(["s3:ListBucket"], bucketArn),
    ];
  }
}

/** S3 deletes uploads after a day, used or not. It counts from the next midnight (UTC). */
const lifecycle: LifecycleRule[] = [
  {
    id: "uploads-go-after-a-day",
    prefix: UPLOADS,
    expiration: Duration.days(1),
    noncurrentVersionExpiration: Duration.days(1),
  },
  {
    id: "overwritten-attachments",
    prefix: ATTACHMENTS,
    noncurrentVersionExpiration: Duration.days(NONCURRENT_DAYS),
  },
  {
    id: "leftovers",
    abortIncompleteMultipartUploadAfter: Duration.days(1),
    expiredObjectDeleteMarker: true,
  },
];

/** In browsers, only pages of the product may upload and download. */
function corsFor(allowedOrigins: readonly string[]): CorsRule[] {
  if (allowedOrigins.length === 0) return [];
  return [
    {
      allowedOrigins: [...allowedOrigins],
      allowedMethods: [HttpMethods.GET, HttpMethods.PUT],
      allowedHeaders: ["content-type", "if-none-match"],
      maxAge: Duration.hours(1).toSeconds(),
    },
  ];
}
