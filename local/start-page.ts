import { relative } from "node:path";
import { fileURLToPath } from "node:url";
import { type Person, people } from "./demo/people.ts";

/** The text that `npm start` prints when the local cloud is ready: addresses, demo users and commands to paste. */
export function startPage(url: string, dataDir: string): string {
  return `
Internal Chat runs on this machine.

${addresses(url, dataDir)}

Users
${people.map(userLine).join("\n")}

Try it (paste into a second terminal, in this folder)

${commands(url)}

Stop with Ctrl-C.
`;
}

function addresses(url: string, dataDir: string): string {
  return `  REST       ${url}
  WebSocket  ${url.replace("http", "ws")}/ws?locationId=loc-main
  Local      ${url}/local/users, /local/token, /local/notifications, /local/usage
             POST ${url}/local/devices/{device}/disable simulates an uninstalled app
  Documents  ${url}/docs (REST), ${url}/docs/websocket
  Logs       ${dataDir}/lambda.log`;
}

function commands(url: string): string {
  const chats = `${url}/locations/loc-main/internal-chats`;
  const json = `-H 'Content-Type: application/json'`;
  const pick = (name: string) => `sed 's/.*"${name}":"\\([^"]*\\)".*/\\1/'`;
  const listen = relative(process.cwd(), fileURLToPath(new URL("./listen.ts", import.meta.url)));
  return `  # Ben listens (in his own terminal)
  ${process.execPath} ${listen} ${url} ben loc-main

  # Ana writes to Ben
  TOKEN=$(curl -s ${url}/local/token -d '{"userId":"ana"}' | ${pick("token")})
  CHAT=$(curl -s ${chats} -H "Authorization: Bearer $TOKEN" ${json} -d '{"participantIds":["ben"],"subject":"Lunch"}' | ${pick("id")})
  curl -s ${chats}/$CHAT/messages -H "Authorization: Bearer $TOKEN" ${json} -d '{"clientMessageId":"1","body":"At noon?"}'; echo
  curl -s ${chats}/$CHAT/messages -H "Authorization: Bearer $TOKEN"; echo
  curl -s ${chats} -H "Authorization: Bearer $TOKEN"; echo

  # Ben's notifications, a moment later
  sleep 1; curl -s '${url}/local/notifications?userId=ben'; echo`;
}

function userLine({ id, name, type, role, locationIds, assignedDataOnly }: Person): string {
  const where = locationIds.join(", ") || "all locations of the company";
  const rights = assignedDataOnly ? ", sees assigned data only" : "";
  return `  ${id.padEnd(5)} ${name.padEnd(13)} ${type} ${role} · ${where}${rights}`;
}
