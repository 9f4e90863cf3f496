import { attempt, type Operation } from "./operation.ts";
import { chance, pick } from "./random-choice.ts";

const longestOfflineMs = 3000;

/** Sends a typing frame. The client sends none while it is offline. */
export const sendTyping: Operation = (device) => {
  const chatId = pick(device.dice, device.chatIds);
  if (chatId === undefined || device.client.state !== "online") return [];
  return [attempt(device, "typing", () => device.client.typing(chatId, chance(device.dice, 0.5)))];
};

/** Disconnects the device's network for a while. */
export const goOffline: Operation = ({ network, client, dice }) => {
  if (!network.isOn) return [];
  network.off();
  return [network.onAfter(longestOfflineMs * dice()).then(() => client.focus())];
};
