import { expect, it, onTestFinished } from "vitest";
import { objectOf } from "../../../local/json.ts";
import { createBroker } from "../../../local/messaging/broker.ts";
import { collectNotifications } from "../../../local/messaging/notifications.ts";
import { tapQueue } from "../../../local/messaging/topics.ts";
import { eventually } from "../../support/eventually.ts";

it("notifications of the topic and of devices are shown by user", async () => {
  const broker = createBroker("us-east-1");
  const { QueueUrl } = objectOf(await broker.sqs("CreateQueue", { QueueName: tapQueue }));
  const notifications = await collectNotifications(broker);
  onTestFinished(() => notifications.close());
  const toTopic = (userId: string) => ({
    QueueUrl: String(QueueUrl),
    MessageBody: JSON.stringify({ userId }),
    MessageAttributes: { userId: { DataType: "String", StringValue: userId } },
  });

  const onPhone = { target: "phone", attributes: { ttl: "60" }, body: { aps: {} } };
  notifications.add("ana", onPhone);
  const nobodys = { target: "arn:endpoint", attributes: {}, body: {} };
  notifications.add(undefined, nobodys);
  await broker.sqs("SendMessage", toTopic("ben"));
  await broker.sqs("SendMessage", toTopic("ana"));

  const onTopic = (userId: string) => ({ target: "topic", attributes: { userId }, body: { userId } });
  await eventually(() => (notifications.all().length === 4 ? true : undefined));
  expect(notifications.all("ana")).toEqual([onPhone, onTopic("ana")]);
  expect(notifications.all("ben")).toEqual([onTopic("ben")]);
  expect(notifications.all()).toContainEqual(nobodys);
});
