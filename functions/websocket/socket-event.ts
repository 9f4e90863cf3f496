import * as z from "zod";
import { sessionFromContext } from "../middleware/session-context.ts";

/** API Gateway's event of a socket. The authorizer's context of `$connect` comes with every later event. */
export const SocketEvent = z.object({
  requestContext: z.object({
    connectionId: z.string(),
    eventType: z.enum(["CONNECT", "DISCONNECT", "MESSAGE"]),
    /** Epoch milliseconds. */
    connectedAt: z.number(),
    requestId: z.string(),
    authorizer: z.unknown().transform((context) => ({
      session: sessionFromContext(context),
      locationId: LocationContext.safeParse(context).data?.locationId ?? "",
    })),
  }),
  body: z.string().nullish(),
});

const LocationContext = z.object({ locationId: z.string() });

export interface Socket {
  readonly connectionId: string;
  readonly connectedAt: number;
  readonly requestId: string;
  readonly session: ReturnType<typeof sessionFromContext>;
  /** The one location that the connection belongs to; `""` where the client named none. */
  readonly locationId: string;
}

export function socketOf({ requestContext }: z.output<typeof SocketEvent>): Socket {
  const { connectionId, connectedAt, requestId, authorizer } = requestContext;
  return { connectionId, connectedAt, requestId, ...authorizer };
}
