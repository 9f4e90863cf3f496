import type { BrokerAnswer } from "../messaging/broker.ts";
import type { Notifications } from "../messaging/notifications.ts";
import { SnsError, snsAnswer, snsRefusal } from "../messaging/sns-protocol.ts";
import { type EndpointState, endpointActions } from "./endpoint-actions.ts";
import { ownerOf } from "./endpoint-attributes.ts";
import { publishing } from "./publish.ts";

export interface MobilePushInput extends EndpointState {
  /** Where it is shown what reached a device. */
  readonly notifications: Pick<Notifications, "add">;
}

/** SNS's mobile push: platform endpoints, and messages to them. */
export interface MobilePush {
  /** Answers a call that concerns endpoints; undefined for all others. */
  call(parameters: URLSearchParams): BrokerAnswer | undefined;
  /**
   * What SNS does once Apple or Google report that the app was uninstalled: publishing to the device is
   * refused. The device is named by its token or id; false when there is none.
   */
  disable(device: string): boolean;
}

export function createMobilePush({ notifications, ...state }: MobilePushInput): MobilePush {
  return {
    call: (parameters) => {
      const name = parameters.get("Action") ?? "";
      const action = endpointActions[name] ?? publishing(parameters, notifications);
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
