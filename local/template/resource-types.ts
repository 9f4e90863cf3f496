/** Types that the local cloud emulates. */
const emulated = [
  "AWS::ApiGateway::Authorizer",
  "AWS::ApiGateway::Deployment",
  "AWS::ApiGateway::GatewayResponse",
  "AWS::ApiGateway::Method",
  "AWS::ApiGateway::Resource",
  "AWS::ApiGateway::RestApi",
  "AWS::ApiGateway::Stage",
  "AWS::ApiGatewayV2::Api",
  "AWS::ApiGatewayV2::Authorizer",
  "AWS::ApiGatewayV2::Integration",
  "AWS::ApiGatewayV2::Route",
  "AWS::ApiGatewayV2::RouteResponse",
  "AWS::ApiGatewayV2::Stage",
  "AWS::DynamoDB::GlobalTable",
  "AWS::DynamoDB::Table",
  "AWS::GuardDuty::MalwareProtectionPlan",
  "AWS::IAM::Policy",
  "AWS::IAM::Role",
  "AWS::Lambda::EventSourceMapping",
  "AWS::Lambda::Function",
  "AWS::Lambda::Permission",
  "AWS::S3::Bucket",
  "AWS::SNS::Subscription",
  "AWS::SNS::Topic",
  "AWS::SQS::Queue",
  "AWS::SecretsManager::Secret",
];

/** Types without an effect here: monitoring, names, encryption, resource policies, account limits. */
const ignored = [
  "AWS::ApiGateway::Account",
  "AWS::ApiGateway::DocumentationPart",
  "AWS::ApiGateway::RequestValidator",
  "AWS::ApiGatewayV2::ApiMapping",
  "AWS::ApiGatewayV2::DomainName",
  "AWS::CDK::Metadata",
  "AWS::KMS::Alias",
  "AWS::KMS::Key",
  "AWS::S3::BucketPolicy",
  "AWS::SNS::TopicPolicy",
  "AWS::SQS::QueuePolicy",
];
const ignoredServices = [
  "AWS::Budgets::",
  "AWS::CloudWatch::",
  "AWS::Logs::",
  "AWS::Route53::",
  "AWS::SSM::",
  "AWS::WAFv2::",
  "AWS::XRay::",
];

/** Whether the local cloud emulates the type or may ignore it. */
export function isKnownType(type: string): boolean {
  return (
    emulated.includes(type) ||
    ignored.includes(type) ||
    ignoredServices.some((service) => type.startsWith(service))
  );
}
