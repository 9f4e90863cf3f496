import {
  DeleteEndpointCommand,
  type MessageAttributeValue,
  PublishCommand,
  type SNSClient,
} from "@aws-sdk/client-sns";
import { asError } from "../domain/errors.ts";
import type { PhoneNotification, PushEndpoints, Pushed } from "../domain/notifications/ports.ts";
import { NO_FAILURE, runInOrder } from "./in-order.ts";
import { phoneMessage } from "./phone-payload.ts";
import { isGone, isTransient, type SnsPorts, untilLate } from "./sns-errors.ts";

/** Concurrent publishes; SNS has no batch for endpoints. */
const CONCURRENT_PUSHES = 40;

/** A push to one device. */
interface DevicePush extends PhoneNotification {
  /** Of its group. */
  readonly position: number;
}

/** Pushes to devices through their platform endpoints at SNS. */
export class SnsEndpoints implements PushEndpoints {
  readonly #client: SNSClient;
  readonly #ports: SnsPorts;

  constructor(client: SNSClient, ports: SnsPorts) {
    this.#client = client;
    this.#ports = ports;
  }

  async push(groups: readonly (readonly PhoneNotification[])[], isLate: () => boolean): Promise<Pushed> {
    const gone: PhoneNotification[] = [];
    let refused = 0;
    const all = groups.flatMap((group, position) => group.map((it) => ({ ...it, position })));
    const failedAt = await runInOrder(all, {
      concurrency: CONCURRENT_PUSHES,
      isLate,
      run: async (one) => {
        const outcome = await this.#pushOne(one, isLate);
        if (outcome === "gone") gone.push(one);
        if (outcome === "refused") refused += 1;
        return outcome === "failed" ? one.position : NO_FAILURE;
      },
    });
    return { done: Math.min(failedAt, groups.length), gone, refused };
  }

  /**
   * A refusal that a retry would not change concerns one device. Retrying it would delay the notifications of
   * all the others, and repeat them.
   */
  async #pushOne(push: DevicePush, isLate: () => boolean): Promise<"done" | "gone" | "refused" | "failed"> {
    const { notification, device } = push;
    try {
      await untilLate(this.#ports, isLate, () => this.#client.send(publishCommand(push)));
      return "done";
    } catch (error) {
      if (isGone(error)) return "gone";
      const { userId, dedupeId } = notification;
      const fields = { userId, deviceId: device.deviceId, dedupeId, cause: asError(error) };
      if (isTransient(error)) {
        this.#ports.log.warn("device not reached, trying again", fields);
        return "failed";
      }
      this.#ports.log.error("push refused", fields);
      return "refused";
    }
  }

  async close(endpoint: string): Promise<void> {
    try {
      await this.#client.send(new DeleteEndpointCommand({ EndpointArn: endpoint }));
    } catch (error) {
      // It does no harm: no list names it any more, so nothing is sent to it.
      if (!isGone(error)) this.#ports.log.warn("endpoint not deleted", { cause: asError(error) });
    }
  }
}

function publishCommand({ notification, device }: PhoneNotification): PublishCommand {
  return new PublishCommand({
    TargetArn: device.endpoint,
    MessageStructure: "json",
    Message: phoneMessage(device.platform, notification),
    ...(device.platform !== "fcm" && {
      MessageAttributes: {
        "AWS.SNS.MOBILE.APNS.PUSH_TYPE": text("alert"),
        "AWS.SNS.MOBILE.APNS.PRIORITY": text("10"),
        // One banner per chat, the newest. An id fits the 64 bytes that APNs allows.
        "AWS.SNS.MOBILE.APNS.COLLAPSE_ID": text(notification.chatId),
      },
    }),
  });
}

function text(value: string): MessageAttributeValue {
  return { DataType: "String", StringValue: value };
}
