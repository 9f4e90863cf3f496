import { describe, expect, it } from "vitest";
import { closeLostConnections } from "../../../functions/domain/connections/close-lost-connections.ts";
import type { Profile } from "../../../functions/domain/directory/user.ts";
import { closeLostConnectionsPorts } from "../../support/connection-ports.ts";
import { connection } from "../../support/connections.ts";
import { location, profile } from "../../support/profiles.ts";

/** Closes ana's lost connections in `loc`, and in `far` of another company, after a change of her profile. */
async function closeAfter(changes: Partial<Profile>) {
  const ports = closeLostConnectionsPorts();
  ports.directory.addLocation(location("far", { companyId: "other" }));
  ports.directory.add(profile("ana", { locationIds: ["loc", "far"], ...changes }));
  const far = connection("ana", { locationId: "far", connectionId: "ana-far" });
  ports.connections.connections = [connection("ana"), far, connection("ben")];
  await closeLostConnections(ports, "ana");
  return { left: ports.connections.ids(), closed: ports.push.closed, posts: ports.push.posts };
}

const off = { conversationsEnabled: false, assignedDataOnly: false };

describe("closeLostConnections", () => {
  it.each<[string, Partial<Profile>, string[]]>([
    ["nothing for an unchanged user", {}, []],
    ["all connections of a deleted user", { deleted: true }, ["ana-socket", "ana-far"]],
    ["the connections in a location that the user left", { locationIds: ["loc"] }, ["ana-far"]],
    ["all connections of a user without conversations", { permissions: off }, ["ana-socket", "ana-far"]],
    [
      "the connections outside of the company of a user who moved to its agency",
      { type: "agency", locationIds: [] },
      ["ana-far"],
    ],
  ])("closes %s, after a `bye` event", async (_what, changes, lost) => {
    const { left, closed, posts } = await closeAfter(changes);
    expect(closed).toEqual(lost);
    expect(left).toEqual(["ana-socket", "ana-far", "ben-socket"].filter((id) => !lost.includes(id)));
    expect(posts).toEqual(
      lost.map((connectionId) => ({ connectionId, event: { type: "bye", code: "access_lost" } })),
    );
  });
});
