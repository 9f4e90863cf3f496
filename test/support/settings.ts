import type { SendSettings } from "../../functions/domain/messages/prepare-send.ts";

export const unlimited: SendSettings = { limitsSends: false };
export const limited: SendSettings = { limitsSends: true };
