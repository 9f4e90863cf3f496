import {
  type AccessPorts,
  authenticate,
  type Caller,
  enterLocation,
  type Principal,
  requireConversations,
  requireFeature,
  requireOwnSession,
  requireService,
  requireUser,
} from "../domain/directory/access.ts";
import type { Location } from "../domain/directory/location.ts";
import type { FeatureSwitch } from "../domain/directory/ports.ts";
import type { Session } from "../domain/directory/session.ts";
import { ChatError } from "../domain/errors.ts";
import { type PathParams, pathId } from "./operation.ts";
import type { Gate, Route } from "./routes.ts";

export interface GatePorts extends AccessPorts {
  /** Absent where no route has the gate `feature`. */
  readonly feature?: FeatureSwitch;
}

/** 401: no valid token, or an owner unknown to the directory. */
export async function authenticateFor(
  ports: GatePorts,
  route: Route,
  session: Session | undefined,
): Promise<Principal | undefined> {
  if (route.token === "none") return undefined;
  if (session === undefined) throw new ChatError("unauthenticated", "A valid token is needed");
  return authenticate(ports, session);
}

/** 403, in the API's order: the kind of token, the location, then the route's gates. */
export async function passGates(
  ports: GatePorts,
  { route, principal, params }: { route: Route; principal: Principal | undefined; params: PathParams },
): Promise<{ caller?: Caller; location?: Location | undefined }> {
  if (principal === undefined) return {};
  if (route.token === "service") {
    requireService(principal);
    return {};
  }
  const caller = requireUser(principal);
  const location = route.path.includes("{locationId}")
    ? await enterLocation(ports, caller, pathId(params, "locationId"))
    : undefined;
  for (const gate of route.gates) GATES[gate](ports, { caller, location, operation: route.operation });
  return { caller, location };
}

interface AtGate {
  readonly caller: Caller;
  readonly location: Location | undefined;
  readonly operation: string;
}

const GATES: Readonly<Record<Gate, (ports: GatePorts, at: AtGate) => void>> = {
  conversations: (_ports, { caller }) => requireConversations(caller),
  no_impersonation: (ports, { caller, operation }) => requireOwnSession(ports, caller, operation),
  feature: ({ feature }, { location }) => location && requireFeature(feature, location),
};
