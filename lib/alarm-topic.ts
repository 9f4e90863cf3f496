import { Stack } from "aws-cdk-lib";
import { PolicyStatement, ServicePrincipal } from "aws-cdk-lib/aws-iam";
import { type ITopic, Topic } from "aws-cdk-lib/aws-sns";
import { EmailSubscription } from "aws-cdk-lib/aws-sns-subscriptions";
import type { Construct } from "constructs";
import type { AlarmSettings } from "./stages.ts";

/** The topic of alarms: an existing one, or one of the stack. It is not encrypted, and holds no user data. */
export function alarmTopic(scope: Construct, { topicArn, email }: AlarmSettings): ITopic {
  if (topicArn !== undefined) return Topic.fromTopicArn(scope, "Topic", topicArn);
  const topic = new Topic(scope, "Topic", { enforceSSL: true });
  // The policy that `enforceSSL` adds replaces SNS's default policy, which would admit alarms.
  topic.addToResourcePolicy(
    new PolicyStatement({
      principals: [new ServicePrincipal("cloudwatch.amazonaws.com")],
      actions: ["sns:Publish"],
      resources: [topic.topicArn],
      conditions: { StringEquals: { "aws:SourceAccount": Stack.of(scope).account } },
    }),
  );
  if (email !== undefined) topic.addSubscription(new EmailSubscription(email));
  return topic;
}
