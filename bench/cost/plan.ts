/** How people use the chat, as far as the bill depends on it. */
export interface Plan {
  readonly users: number;
  /** Of each user and day. */
  readonly messages: number;
  /** Of a typical chat. */
  readonly participants: number;
  /** Days of a month on which people work. */
  readonly days: number;
  /** With an open socket, of each user and day. */
  readonly onlineHours: number;
  /** Times that a user opens the app or a chat: inbox, list, a page of a log. Of each user and day. */
  readonly opens: number;
  /** Read pointers moved, per message that came. */
  readonly readsPerMessage: number;
  /** Mobile devices of a user that get pushes. */
  readonly devices: number;
  /** Share of messages with an attachment, its megabytes, and how often it is fetched. */
  readonly attachments: number;
  readonly attachmentMegabytes: number;
  readonly fetches: number;
  /** Months whose messages and files are stored already. */
  readonly storedMonths: number;
  /** With the web application firewall of the stage. */
  readonly firewall: boolean;
}

export const defaultPlan: Plan = {
  users: 1000,
  messages: 30,
  participants: 5,
  days: 22,
  onlineHours: 8,
  opens: 20,
  readsPerMessage: 0.5,
  devices: 1,
  attachments: 0.03,
  attachmentMegabytes: 0.5,
  fetches: 2,
  storedMonths: 12,
  firewall: true,
};

/** Clients ping at least this often, and API Gateway ends a connection after two hours. */
const PING_MINUTES = 4;
const CONNECTION_HOURS = 2;

/** What happens in a month. */
export interface Month {
  readonly sends: number;
  readonly reads: number;
  readonly pings: number;
  readonly connects: number;
  readonly opens: number;
  readonly connectionMinutes: number;
  readonly uploads: number;
}

export function monthOf(plan: Plan): Month {
  const userDays = plan.users * plan.days;
  const sends = userDays * plan.messages;
  return {
    sends,
    reads: sends * (plan.participants - 1) * plan.readsPerMessage,
    pings: (userDays * plan.onlineHours * 60) / PING_MINUTES,
    connects: userDays * Math.ceil(plan.onlineHours / CONNECTION_HOURS),
    opens: userDays * plan.opens,
    connectionMinutes: userDays * plan.onlineHours * 60,
    uploads: sends * plan.attachments,
  };
}
