import {
  ChangeSubjectRequest,
  changeSubject as change,
  type SubjectPorts,
} from "../domain/chats/change-subject.ts";
import { chatInPath } from "./chat-path.ts";
import { Ignored, userOperation } from "./operation.ts";

export const changeSubject = userOperation({
  query: Ignored,
  body: ChangeSubjectRequest,
  handle: async (ports: SubjectPorts, { caller, params, body }) => ({
    status: 200,
    body: await change(ports, { chat: chatInPath(params), userId: caller.userId, subject: body.subject }),
  }),
});
