import type { BrokerAnswer } from "../messaging/broker.ts";
import type { Notifications } from "../messaging/notifications.ts";
import { SnsError, snsAnswer, snsRefusal } from "../messaging/sns-protocol.ts";
import { type EndpointState, endpointActions } from "./endpoint-actions.ts";
import { ownerOf } from "./endpoint-attributes.ts";
import { publishAction } from "./publish.ts";

export interface MobilePushInput extends EndpointState {
  /** Receives each message that reaches a device. */
  readonly notifications: Pick<Notifications, "add">;
}

/** SNS's mobile push: platform endpoints and messages to them. */
export interface MobilePush {
  /** Answers a call about endpoints. Undefined for all other calls. */
  call(parameters: URLSearchParams): BrokerAnswer | undefined;
  /**
   * Disables a device by its token or id, as SNS does after Apple or Google report an uninstalled app. SNS then
   * refuses to publish to it. Returns false for an unknown device.
   */
  disable(device: string): boolean;
}

export function createMobilePush({ notifications, ...state }: MobilePushInput): MobilePush {
  return {
    call: (parameters) => {
      const name = parameters.get("Action") ?? "";
      const action = endpointActions[name] ?? publishAction(parameters, notifications);
      if (!action) return undefined;
      try {
        return snsAnswer(name, action(parameters, state));
      } catch (error) {
        if (error instanceof SnsError) return snsRefusal(error);
        throw error;
      }
    },
    disable: (device) => {
      const found = state.endpoints
        .all()
        .filter(([, attributes]) => [attributes.Token, ownerOf(attributes).deviceId].includes(device));
      for (const [arn] of found) state.endpoints.update(arn, { Enabled: "false" });
      return found.length > 0;
    },
  };
}
