/** The usage that the bill depends on. */
export interface Plan {
  readonly users: number;
  /** Per user and working day. */
  readonly messages: number;
  /** In a typical chat. */
  readonly participants: number;
  /** Working days per month. */
  readonly days: number;
  /** Hours with an open socket, per user and working day. */
  readonly onlineHours: number;
  /** Times that a user opens the app or a chat: inbox, list, a page of a log. Per user and working day. */
  readonly opens: number;
  /** Read pointers moved per received message. */
  readonly readsPerMessage: number;
  /** Mobile devices per user that get pushes. */
  readonly devices: number;
  /** Share of messages with an attachment; megabytes and downloads per attachment. */
  readonly attachments: number;
  readonly attachmentMegabytes: number;
  readonly fetches: number;
  /** Months of messages and files already stored. */
  readonly storedMonths: number;
  /** Includes the web application firewall of the stage. */
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

/** Clients ping at least this often. */
const PING_MINUTES = 4;
/** API Gateway closes a connection after two hours (its quota). */
const CONNECTION_HOURS = 2;

/** The numbers of actions per month. */
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
