/** The amounts that a run measures. */
export interface Sizes {
  /** Numbers of participants. */
  readonly chats: readonly number[];
  readonly rounds: number;
  /** Per contender and round. */
  readonly messages: number;
  /** Concurrent chats, participants of each, and seconds per round. */
  readonly throughput: { readonly chats: number; readonly size: number; readonly seconds: number };
  /** Messages of each of the 8 senders per round. */
  readonly hotMessages: number;
  readonly growth: {
    readonly connections: readonly number[];
    readonly chatsPerUser: readonly number[];
    readonly length: readonly number[];
    readonly location: readonly number[];
    /** Per size and round. */
    readonly messages: number;
  };
  /** Entries that a client catches up on. */
  readonly missed: number;
  readonly inboxChats: number;
  /** Sockets that reconnect at once: chats, and participants of each. */
  readonly storm: { readonly chats: number; readonly size: number };
  /** Idle connections whose memory is measured: chats, and participants of each. */
  readonly idle: { readonly chats: number; readonly size: number };
  /** Module inits per bundle. */
  readonly inits: number;
  /** Seconds from the start after which no further measure begins. The report names those left out. */
  readonly lastStart: number;
  /** The run is aborted after this time. */
  readonly minutes: number;
}

export const full: Sizes = {
  chats: [2, 10, 50, 100],
  rounds: 5,
  messages: 20,
  throughput: { chats: 4, size: 50, seconds: 1 },
  hotMessages: 10,
  growth: {
    connections: [10, 100, 300, 1000],
    chatsPerUser: [10, 100, 1000],
    length: [10, 100, 1000, 10_000, 100_000],
    location: [10, 100, 1000, 10_000],
    messages: 20,
  },
  missed: 1000,
  inboxChats: 1000,
  storm: { chats: 4, size: 50 },
  idle: { chats: 10, size: 50 },
  inits: 9,
  lastStart: 20 * 60,
  minutes: 30,
};

/** Ends within two minutes even on a slow machine. Shows that everything runs, not more. */
export const quick: Sizes = {
  chats: [2, 10],
  rounds: 3,
  messages: 4,
  throughput: { chats: 2, size: 10, seconds: 0.3 },
  hotMessages: 3,
  growth: {
    connections: [10, 40],
    chatsPerUser: [10, 50],
    length: [10, 500],
    location: [10, 200],
    messages: 4,
  },
  missed: 200,
  inboxChats: 100,
  storm: { chats: 1, size: 20 },
  idle: { chats: 2, size: 20 },
  inits: 3,
  lastStart: 85,
  minutes: 10,
};
