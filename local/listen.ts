import { createInterface } from "node:readline";
import { objectOf } from "./json.ts";

/** Opens a WebSocket as a demo user, prints each received frame and sends each typed line. */
const [url = "http://localhost:4000", userId = "ana", locationId = "loc-main"] = process.argv.slice(2);

const answer = await fetch(`${url}/local/token`, { method: "POST", body: JSON.stringify({ userId }) });
const { token } = objectOf(await answer.json());
const target = `${url.replace("http", "ws")}/ws?locationId=${encodeURIComponent(locationId)}`;
const socket = new WebSocket(target, ["internal-chat.v1", `bearer.${token}`]);

socket.addEventListener("open", () => console.log(`${userId} listens in ${locationId}`));
socket.addEventListener("message", ({ data }) => console.log(`${userId} <- ${data}`));
socket.addEventListener("error", () => console.error(`${userId}: no connection to ${target}`));
socket.addEventListener("close", ({ code, reason }) => {
  console.log(`${userId}: closed (${code}${reason && `, ${reason}`})`);
  process.exit();
});
createInterface({ input: process.stdin }).on("line", (line) => socket.send(line));
