import {
  type AccessPorts,
  auditLoginAs,
  authenticate,
  type Caller,
  enterLocation,
  type Principal,
  requireFeature,
  requireOwnSession,
  requireService,
  requireUser,
} from "../domain/directory/access.ts";
import type { Location } from "../domain/directory/location.ts";
import type { FeatureSwitch } from "../domain/directory/ports.ts";
import type { Session } from "../domain/directory/session.ts";
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
  const gates = new Set<Gate>(route.gates);
  const entering = { locationId: pathId(params, "locationId"), conversations: gates.has("conversations") };
  const location = route.path.includes("{locationId}")
    ? await enterLocation(ports, caller, entering)
    : undefined;
  if (gates.has("no_impersonation")) requireOwnSession(caller);
  if (gates.has("feature") && location) await requireFeature(ports.feature, location);
  return { caller, location };
}

/** Audits Login-As sessions on routes that refuse them, whatever the request is refused for in the end. */
export function auditRefused(ports: GatePorts, route: Route, principal: Principal | undefined): void {
  const gates = new Set<Gate>(route.gates);
  if (principal?.kind === "user" && gates.has("no_impersonation")) {
    auditLoginAs(ports, principal.caller, route.operation);
  }
}
