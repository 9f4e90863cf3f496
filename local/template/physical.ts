import { createHash } from "node:crypto";
import type { Json } from "../json.ts";

/** The account, region and stack name that the local cloud pretends to deploy to. */
export interface Deployment {
  readonly stackName: string;
  readonly region: string;
  readonly accountId: string;
  readonly partition: string;
}

/** The values of `Ref` and `Fn::GetAtt` for a resource, as CloudFormation would give them after a deployment. */
export interface Physical {
  readonly ref: string;
  readonly attributes: Readonly<Record<string, string>>;
}

interface Subject {
  readonly logicalId: string;
  readonly type: string;
  /** Resolves one property, because a name may itself be an intrinsic. */
  property(name: string): Json | undefined;
  readonly deployment: Deployment;
}

type Naming = (subject: Subject) => Physical;

/** The ARN of a regional resource of the account. */
export function arnOf(
  { partition, region, accountId }: Deployment,
  service: string,
  resource: string,
): string {
  return `arn:${partition}:${service}:${region}:${accountId}:${resource}`;
}

const arn = ({ deployment }: Subject, service: string, resource: string) =>
  arnOf(deployment, service, resource);

function name(subject: Subject, property: string, longest = 80): string {
  const given = subject.property(property);
  return typeof given === "string"
    ? given
    : `${subject.deployment.stackName}-${subject.logicalId}`.slice(0, longest);
}

/** Ten characters in the style of an API id, the same at each start. */
function shortId({ deployment, logicalId }: Subject): string {
  const digest = createHash("sha256").update(`${deployment.stackName}/${logicalId}`).digest("hex");
  return BigInt(`0x${digest}`).toString(36).slice(0, 10);
}

/** A resource whose id is its name and whose ARN contains it. */
const named =
  (property: string, service: string, prefix = ""): Naming =>
  (subject) => {
    const ref = name(subject, property);
    return { ref, attributes: { Arn: arn(subject, service, `${prefix}${ref}`) } };
  };

/** A resource with a generated id, which the attributes repeat. */
const generated =
  (...attributes: string[]): Naming =>
  (subject) => {
    const ref = shortId(subject);
    return { ref, attributes: Object.fromEntries(attributes.map((attribute) => [attribute, ref])) };
  };

const table: Naming = (subject) => {
  const ref = name(subject, "TableName", 255);
  const Arn = arn(subject, "dynamodb", `table/${ref}`);
  return { ref, attributes: { Arn, StreamArn: `${Arn}/stream/2025-01-01T00:00:00.000` } };
};

const namings: Readonly<Record<string, Naming>> = {
  "AWS::ApiGateway::RestApi": (subject) => {
    const ref = shortId(subject);
    return { ref, attributes: { RestApiId: ref, RootResourceId: `${ref}-root` } };
  },
  "AWS::ApiGateway::Authorizer": generated("AuthorizerId"),
  "AWS::ApiGateway::Deployment": generated("DeploymentId"),
  "AWS::ApiGateway::Resource": generated("ResourceId"),
  "AWS::ApiGateway::Stage": (subject) => ({ ref: name(subject, "StageName"), attributes: {} }),
  "AWS::ApiGatewayV2::Api": (subject) => {
    const ref = shortId(subject);
    const ApiEndpoint = `wss://${ref}.execute-api.${subject.deployment.region}.amazonaws.com`;
    return { ref, attributes: { ApiId: ref, ApiEndpoint } };
  },
  "AWS::ApiGatewayV2::Authorizer": generated("AuthorizerId"),
  "AWS::ApiGatewayV2::Integration": generated("IntegrationId"),
  "AWS::ApiGatewayV2::Route": generated("RouteId"),
  "AWS::ApiGatewayV2::Stage": (subject) => ({ ref: name(subject, "StageName"), attributes: {} }),
  "AWS::CloudWatch::Alarm": named("AlarmName", "cloudwatch", "alarm:"),
  "AWS::DynamoDB::GlobalTable": table,
  "AWS::DynamoDB::Table": table,
  "AWS::IAM::Role": (subject) => {
    const ref = name(subject, "RoleName", 64);
    const { partition, accountId } = subject.deployment;
    return {
      ref,
      attributes: { Arn: `arn:${partition}:iam::${accountId}:role/${ref}`, RoleId: shortId(subject) },
    };
  },
  "AWS::KMS::Key": (subject) => {
    const ref = shortId(subject);
    return { ref, attributes: { Arn: arn(subject, "kms", `key/${ref}`), KeyId: ref } };
  },
  "AWS::Lambda::Function": named("FunctionName", "lambda", "function:"),
  "AWS::Logs::LogGroup": (subject) => {
    const ref = name(subject, "LogGroupName", 512);
    return { ref, attributes: { Arn: arn(subject, "logs", `log-group:${ref}:*`) } };
  },
  "AWS::S3::Bucket": (subject) => {
    const ref = name(subject, "BucketName", 63).toLowerCase();
    return { ref, attributes: { Arn: `arn:${subject.deployment.partition}:s3:::${ref}` } };
  },
  "AWS::SNS::Topic": (subject) => {
    const TopicName = name(subject, "TopicName", 256);
    const TopicArn = arn(subject, "sns", TopicName);
    return { ref: TopicArn, attributes: { TopicName, TopicArn } };
  },
  "AWS::SQS::Queue": (subject) => {
    const QueueName = name(subject, "QueueName");
    const { region, accountId } = subject.deployment;
    const ref = `https://sqs.${region}.amazonaws.com/${accountId}/${QueueName}`;
    return { ref, attributes: { QueueName, QueueUrl: ref, Arn: arn(subject, "sqs", QueueName) } };
  },
  "AWS::SecretsManager::Secret": (subject) => {
    const Id = arn(subject, "secretsmanager", `secret:${name(subject, "Name", 500)}-Local0`);
    return { ref: Id, attributes: { Id } };
  },
};

/** The logical id stands for the physical id of types without an entry above. */
export function physical(subject: Subject): Physical {
  return namings[subject.type]?.(subject) ?? { ref: subject.logicalId, attributes: {} };
}
