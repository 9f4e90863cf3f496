import { relative } from "node:path";
import { fileURLToPath } from "node:url";
import { people } from "./demo/people.ts";

/** What is printed when the local cloud serves: where it is, who is there, and commands to paste. */
export function startPage(url: string, dataDir: string): string {
  const webSocketUrl = `${url.replace("http", "ws")}/ws?locationId=loc-main`;
  const chats = `${url}/locations/loc-main/internal-chats`;
  const json = `-H 'Content-Type: application/json'`;
  const pick = (name: string) => `sed 's/.*"${name}":"\\([^"]*\\)".*/\\1/'`;
  const listen = relative(process.cwd(), fileURLToPath(new URL("./listen.ts", import.meta.url)));
  return `
Internal Chat runs on this machine.

  REST       ${url}
  WebSocket  ${webSocketUrl}
  Local      ${url}/local/users, /local/token, /local/notifications, /local/usage
             POST ${url}/local/devices/{device}/disable: its app was uninstalled
  Documents  ${url}/docs (REST), ${url}/docs/websocket
  Logs       ${dataDir}/lambda.log

People
${people.map(personLine).join("\n")}

Try it (paste into a second terminal, in this folder)

  # Ben listens (in a terminal of its own)
  ${process.execPath} ${listen} ${url} ben loc-main

  # Ana writes to Ben
  TOKEN=$(curl -s ${url}/local/token -d '{"userId":"ana"}' | ${pick("token")})
  CHAT=$(curl -s ${chats} -H "Authorization: Bearer $TOKEN" ${json} -d '{"participantIds":["ben"],"subject":"Lunch"}' | ${pick("id")})
  curl -s ${chats}/$CHAT/messages -H "Authorization: Bearer $TOKEN" ${json} -d '{"clientMessageId":"1","body":"At noon?"}'; echo
  curl -s ${chats}/$CHAT/messages -H "Authorization: Bearer $TOKEN"; echo
  curl -s ${chats} -H "Authorization: Bearer $TOKEN"; echo

  # What Ben's phone would have got, a moment later
  sleep 1; curl -s '${url}/local/notifications?userId=ben'; echo

Stop with Ctrl-C.
`;
}

function personLine({
  id,
  name,
  type,
  role,
  locationIds,
  assignedDataOnly,
}: (typeof people)[number]): string {
  const where = locationIds.join(", ") || "no location, all of the company's by right";
  const rights = assignedDataOnly ? ", sees assigned data only" : "";
  return `  ${id.padEnd(5)} ${name.padEnd(13)} ${type} ${role} · ${where}${rights}`;
}
