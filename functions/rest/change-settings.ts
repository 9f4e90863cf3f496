import { changeSettings as change, type SettingsPorts } from "../domain/chats/change-settings.ts";
import { ChatSettings } from "../domain/log/membership.ts";
import { chatInPath } from "./chat-path.ts";
import { Ignored, userOperation } from "./operation.ts";

export const changeSettings = userOperation({
  query: Ignored,
  body: ChatSettings,
  handle: async (ports: SettingsPorts, { caller, params, body }) => ({
    status: 200,
    body: await change(ports, { chat: chatInPath(params), userId: caller.userId, settings: body }),
  }),
});
