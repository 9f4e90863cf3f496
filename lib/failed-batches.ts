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
 * The on-failure destination of an event source. The bucket gets the whole event of a batch that was given up;
 * a queue would only get its position in the stream, where records last 24 hours. `announcements` gets a
 * message for each such batch.
 */
export class FailedBatches extends Construct implements IEventSourceDlq {
  /** One message per failed batch, for somebody to look at. */
  readonly announcements: Queue;
  readonly bucket: Bucket;

  constructor(scope: Construct, id: string, settings: StageSettings) {
    super(scope, id);
    this.announcements = this.#createQueue(settings);
    this.bucket = this.#createBucket(settings);
  }

  /** Like `S3OnFailureDestination`, but the function may neither read nor delete. */
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
      retentionPeriod: Duration.days(14), // SQS's maximum
    });
    // Naming the bucket would be circular: it can only be created once the queue admits its messages.
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
      versioned: true, // a deletion by mistake can be undone for a while
      lifecycleRules: [
        { expiration: Duration.days(90), noncurrentVersionExpiration: Duration.days(14) }, // batches hold texts of messages
      ],
      removalPolicy,
    });
    // `addEventNotification` would add a Lambda for what CloudFormation can do by itself.
    const { defaultChild } = bucket.node;
    if (defaultChild instanceof CfnBucket) {
      defaultChild.notificationConfiguration = {
        queueConfigurations: [{ event: "s3:ObjectCreated:*", queue: this.announcements.queueArn }],
      };
    }
    bucket.node.addDependency(this.announcements); // and on its policy
    return bucket;
  }
}
