import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { routes } from "../../functions/rest/routes.ts";
import { frames } from "../../functions/websocket/frames.ts";
import { objectOf } from "../../local/json.ts";
import { startTestCloud, type TestCloud } from "../support/local-cloud.ts";

let cloud: TestCloud;

beforeAll(async () => {
  cloud = await startTestCloud({ demoData: false });
});
afterAll(() => cloud.stop());

const get = (path: string) => fetch(`${cloud.url}${path}`);

describe("the API documents in the local cloud", () => {
  it.each(["/docs", "/docs/websocket"])("%s is a page whose files all exist", async (path) => {
    const page = await get(path);
    expect(page.headers.get("content-type")).toContain("text/html");
    const files = [...(await page.text()).matchAll(/(?:src|href)="(\/docs\/[^"]+)"/g)].map(
      ([, file]) => file ?? "",
    );
    expect(files).toContain("/docs/assets/docs.css");
    const statuses = await Promise.all(files.map(async (file) => [file, (await get(file)).status]));
    expect(statuses.filter(([, status]) => status !== 200)).toEqual([]);
  });

  it("allows no other origin in its content security policy", async () => {
    const policy = (await get("/docs")).headers.get("content-security-policy");
    expect(policy).toContain("default-src 'self'");
  });

  it("OpenAPI lists every route and the address of this cloud", async () => {
    const document = objectOf(await (await get("/docs/openapi.json")).json());
    expect(document.servers).toEqual([{ url: cloud.url, description: "This machine" }]);
    const paths = objectOf(document.paths);
    const absent = routes.filter(
      ({ path, method }) => objectOf(paths[path])[method.toLowerCase()] === undefined,
    );
    expect(absent).toEqual([]);
  });

  it("AsyncAPI has the address of this cloud, and its page shows every action with its fields", async () => {
    const document = objectOf(await (await get("/docs/asyncapi.json")).json());
    expect(objectOf(objectOf(document.servers).local)).toMatchObject({
      host: new URL(cloud.url).host,
      pathname: "/ws",
    });
    const page = await (await get("/docs/websocket")).text();
    expect(Object.keys(frames).filter((action) => !page.includes(`<h3 id="${action}">`))).toEqual([]);
    expect(page).toContain("<td><code>replyToSeq</code>");
  });

  it("answers 404 to an unknown page and 405 to another method", async () => {
    expect((await get("/docs/nowhere")).status).toBe(404);
    expect((await get("/docs/assets/layout.ts")).status).toBe(404);
    expect((await fetch(`${cloud.url}/docs`, { method: "POST" })).status).toBe(405);
  });
});
