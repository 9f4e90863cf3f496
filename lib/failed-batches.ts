import { Duration, Stack } from "aws-cdk-lib";
import { PolicyStatement, ServicePrincipal } from "aws-cdk-lib/aws-iam";
import type {
  DlqDestinationConfig,
  IEventSourceDlq,
  IEventSourceMapping,
  IFunction,
} from "aws-cdk-lib/aws-lambda";
import { BlockPublicAccess, Bucket, BucketEncryption, CfnBucket } from "aws-cdk-lib/aws-s3";
import { Queue, QueueEncryption } from "aws-cdk-lib/aws-sqs";
import { Construct } from "constructs";
import type { StageSettings } from "./stages.ts";

/**
 * Where an event source leaves a batch that it gave up: the whole event, unlike a queue, which would get its
 * place in the stream only, where records last 24 hours. A message in `announcements` says that there is one.
 */
export class FailedBatches extends Construct implements IEventSourceDlq {
  /** One message per batch. Anything in it wants somebody to look. */
  readonly announcements: Queue;
  readonly bucket: Bucket;

  constructor(scope: Construct, id: string, settings: StageSettings) {
    super(scope, id);
    this.announcements = this.#createQueue(settings);
    this.bucket = this.#createBucket(settings);
  }

  /** As `S3OnFailureDestination`, which would let the function read and delete, too. */
  bind(_mapping: IEventSourceMapping, handler: IFunction): DlqDestinationConfig {
    const { bucketArn } = this.bucket;
    handler.addToRolePolicy(
      new PolicyStatement({ actions: ["s3:PutObject"], resources: [`${bucketArn}/*`] }),
    );
    handler.addToRolePolicy(new PolicyStatement({ actions: ["s3:ListBucket"], resources: [bucketArn] }));
    return { destination: bucketArn };
  }

  #createQueue({ removalPolicy }: StageSettings): Queue {
    const queue = new Queue(this, "Announcements", {
      encryption: QueueEncryption.SQS_MANAGED,
      enforceSSL: true,
      removalPolicy,
      retentionPeriod: Duration.days(14), // the longest there is
    });
    // Naming the bucket would be a circle: it can only be made once the queue admits its messages.
    const { account, partition } = Stack.of(this);
    queue.addToResourcePolicy(
      new PolicyStatement({
        principals: [new ServicePrincipal("s3.amazonaws.com")],
        actions: ["sqs:SendMessage"],
        resources: [queue.queueArn],
        conditions: {
          StringEquals: { "aws:SourceAccount": account },
          ArnLike: { "aws:SourceArn": `arn:${partition}:s3:::*` },
        },
      }),
    );
    return queue;
  }

  #createBucket({ removalPolicy }: StageSettings): Bucket {
    const bucket = new Bucket(this, "Bucket", {
      encryption: BucketEncryption.S3_MANAGED,
      enforceSSL: true,
      blockPublicAccess: BlockPublicAccess.BLOCK_ALL,
      versioned: true, // what was deleted by mistake can be had back for a while
      lifecycleRules: [
        { expiration: Duration.days(90), noncurrentVersionExpiration: Duration.days(14) }, // texts of messages
      ],
      removalPolicy,
    });
    // `addEventNotification` would add a Lambda that does what CloudFormation can do by itself.
    const { defaultChild } = bucket.node;
    if (defaultChild instanceof CfnBucket) {
      defaultChild.notificationConfiguration = {
        queueConfigurations: [{ event: "s3:ObjectCreated:*", queue: this.announcements.queueArn }],
      };
    }
    bucket.node.addDependency(this.announcements); // its policy, too
    return bucket;
  }
}
