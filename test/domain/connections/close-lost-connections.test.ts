import { describe, expect, it } from "vitest";
import { closeLostConnections } from "../../../functions/domain/connections/close-lost-connections.ts";
import type { Profile } from "../../../functions/domain/directory/user.ts";
import { closeLostConnectionsPorts } from "../../support/connection-ports.ts";
import { connection } from "../../support/connections.ts";
import { agencyUser, location, profile } from "../../support/profiles.ts";

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

/** Gus, of the agency, is logged in as ana in `loc`, and has a connection of his own there. */
function loginAs() {
  const ports = closeLostConnectionsPorts();
  ports.directory.add(agencyUser("gus"));
  const asAna = { connectionId: "gus-as-ana", actorId: "gus", companyId: "acme" };
  ports.connections.connections = [
    connection("ana"),
    connection("ana", asAna),
    connection("gus", { companyId: "acme" }),
  ];
  return ports;
}

describe("a change of an actor", () => {
  it.each<[string, Partial<Profile>, string[]]>([
    ["nothing where nothing changed", {}, []],
    ["the connections of a deleted actor", { deleted: true }, ["gus-as-ana", "gus-socket"]],
    ["those of one of another company", { companyId: "other" }, ["gus-as-ana", "gus-socket"]],
    [
      "those of one who left the agency",
      { type: "account", locationIds: ["far"] },
      ["gus-as-ana", "gus-socket"],
    ],
    ["those of one without conversations", { permissions: off }, ["gus-as-ana", "gus-socket"]],
    [
      "those as a user of another company, not those in the actor's own location",
      { companyId: "other", locationIds: ["loc"] },
      ["gus-as-ana"],
    ],
  ])("closes %s, and never the user's own", async (_what, changes, lost) => {
    const ports = loginAs();
    ports.directory.add(agencyUser("gus", changes));
    await closeLostConnections(ports, "gus");
    expect(ports.push.closed.sort()).toEqual(lost);
    expect(ports.connections.ids()).toContain("ana-socket");
    for (const id of lost) {
      expect(ports.push.eventsOf(id)).toEqual([{ type: "bye", code: "access_lost" }]);
    }
  });

  it("closes the connections as a user who was deleted", async () => {
    const ports = loginAs();
    ports.directory.add(profile("ana", { deleted: true }));
    await closeLostConnections(ports, "ana");
    expect(ports.push.closed).toEqual(["ana-socket", "gus-as-ana"]);
  });
});

describe("a change of what access rests on", () => {
  it.each<[string, Partial<Profile>, string | null]>([
    ["the company, after an agency user has left the location's own", { locationIds: [] }, "acme"],
    ["nothing of the company, after the user has become the location's own", { locationIds: ["loc"] }, null],
  ])("is stored in the connection: %s", async (_what, changes, companyId) => {
    const ports = closeLostConnectionsPorts();
    ports.directory.add(agencyUser("gus", changes));
    const before = companyId === null ? "acme" : null;
    ports.connections.connections = [connection("gus", { companyId: before })];
    await closeLostConnections(ports, "gus");
    expect(ports.connections.connections).toEqual([connection("gus", { companyId })]);
    expect(ports.push.closed).toEqual([]);
  });
});
