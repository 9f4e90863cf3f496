import * as z from "zod";
import { AddParticipantsRequest, type AddPorts, addParticipants } from "../domain/chats/add-participants.ts";
import { changeSettings, type SettingsPorts } from "../domain/chats/change-settings.ts";
import { ChangeSubjectRequest, changeSubject, type SubjectPorts } from "../domain/chats/change-subject.ts";
import { type CreatePorts, createChat } from "../domain/chats/create-chat.ts";
import { type GetPorts, getChat, getChatPrefetch } from "../domain/chats/get-chat.ts";
import { ListChatsQuery, type ListPorts, listChats } from "../domain/chats/list-chats.ts";
import {
  listParticipants,
  type ParticipantPorts,
  participantViews,
} from "../domain/chats/list-participants.ts";
import { CreateChatRequest } from "../domain/chats/new-chat.ts";
import { ChatError } from "../domain/errors.ts";
import { ClientKey } from "../domain/identifier.ts";
import { ChatSettings } from "../domain/log/membership.ts";
import { openChat, openChatPrefetch } from "../domain/log/open-chat.ts";
import type { ChatStore } from "../domain/log/ports.ts";
import { parse } from "../middleware/parse.ts";
import { messageOperations } from "./messages.ts";
import { chatOperation, createdOrReplayed, locationOperation, operation } from "./operation.ts";

const CreationHeaders = z.object({ "idempotency-key": ClientKey.optional() });

type HeadPorts = { readonly chats: Pick<ChatStore, "head"> };

interface Settings {
  /** The version that `GET /health` tells. */
  readonly version: string;
}

/** Chats: their creation, lists, subject, settings, participants and messages. */
export const chatOperations = (settings: Settings) => ({
  getHealth: operation({
    handle: async (_ports: unknown) => ({ status: 200, body: { status: "ok", version: settings.version } }),
  }),
  ...messageOperations,
  createChat: locationOperation({
    body: CreateChatRequest,
    handle: async (ports: CreatePorts, { caller, location, headers, body }) => {
      const { "idempotency-key": key } = parse(CreationHeaders, headers);
      const creation = { location, creatorId: caller.userId, request: body, key };
      const { chat, replayed } = await createChat(ports, creation);
      return createdOrReplayed(chat, replayed);
    },
  }),
  listChats: locationOperation({
    query: ListChatsQuery,
    handle: async (ports: ListPorts, { caller: { userId }, location: { locationId }, query }) => ({
      status: 200,
      body: await listChats(ports, { userId, locationId }, query),
    }),
  }),
  getChat: chatOperation({
    prefetch: getChatPrefetch,
    handle: async (ports: GetPorts, { chat, userId }) => ({
      status: 200,
      body: await getChat(ports, chat, userId),
    }),
  }),
  changeSubject: chatOperation({
    body: ChangeSubjectRequest,
    prefetch: openChatPrefetch,
    handle: async (ports: SubjectPorts, { location, chat, userId, body: { subject } }) => ({
      status: 200,
      body: await changeSubject(ports, { location, chat, userId, subject }),
    }),
  }),
  changeSettings: chatOperation({
    body: ChatSettings,
    prefetch: openChatPrefetch,
    handle: async (ports: SettingsPorts, { chat, userId, body: settings }) => ({
      status: 200,
      body: await changeSettings(ports, { chat, userId, settings }),
    }),
  }),
  listParticipants: chatOperation({
    prefetch: openChatPrefetch,
    handle: async (ports: ParticipantPorts & HeadPorts, { chat, userId }) => ({
      status: 200,
      body: await listParticipants(ports, chat, userId),
    }),
  }),
  addParticipants: chatOperation({
    body: AddParticipantsRequest,
    prefetch: openChatPrefetch,
    handle: async (ports: AddPorts & ParticipantPorts, { location, chat, userId, body: request }) => {
      const roster = await addParticipants(ports, { location, chat, userId, request });
      return { status: 200, body: await participantViews(ports, roster) };
    },
  }),
  /** Nobody leaves a chat or is removed from one. Non-participants get the 404 of a chat that does not exist. */
  removeParticipant: chatOperation({
    prefetch: openChatPrefetch,
    handle: async (ports: HeadPorts, { chat, userId }) => {
      await openChat(ports, chat, userId);
      throw new ChatError("method_not_allowed", "Participants cannot be removed");
    },
  }),
});
