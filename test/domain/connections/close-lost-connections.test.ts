import { describe, expect, it } from "vitest";
import { closeLostConnections } from "../../../functions/domain/connections/close-lost-connections.ts";
import type { Profile } from "../../../functions/domain/directory/user.ts";
import { connection, memoryPorts, profile } from "../../support/memory-ports.ts";

/** What is left of ana's sockets in `loc` and `far` once her profile is this. */
async function after(changes: Partial<Profile>) {
  const ports = memoryPorts();
  ports.directory.locations.set("far", { locationId: "far", companyId: "other", name: "Far", updatedAt: "" });
  ports.directory.users.set("ana", profile("ana", { locationIds: ["loc", "far"], ...changes }));
  const far = connection("ana", { locationId: "far", connectionId: "ana-far" });
  ports.connections.connections = [connection("ana"), far, connection("ben")];
  await closeLostConnections(ports, "ana");
  const left = ports.connections.connections.map(({ connectionId }) => connectionId);
  return { left, closed: ports.push.closed, posts: ports.push.posts };
}

const off = { conversationsEnabled: false, assignedDataOnly: false };

describe("offboarding", () => {
  it.each<[string, Partial<Profile>, string[]]>([
    ["nothing lost", {}, []],
    ["deleted", { deleted: true }, ["ana-socket", "ana-far"]],
    ["moved out of one location", { locationIds: ["loc"] }, ["ana-far"]],
    ["conversations off", { permissions: off }, ["ana-socket", "ana-far"]],
    ["now of the agency", { type: "agency", locationIds: [] }, ["ana-far"]],
  ])("%s: closes what may not stay, after a last word", async (_what, changes, lost) => {
    const { left, closed, posts } = await after(changes);
    expect(closed).toEqual(lost);
    expect(left).toEqual(["ana-socket", "ana-far", "ben-socket"].filter((id) => !lost.includes(id)));
    expect(posts).toEqual(
      lost.map((connectionId) => ({ connectionId, event: { type: "bye", code: "access_lost" } })),
    );
  });
});
