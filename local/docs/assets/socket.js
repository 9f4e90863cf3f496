import { chooseSession } from "./session.js";

const form = document.querySelector("#console");
const { connect, send, frame, locationId } = form.elements;
const log = document.querySelector("#log");
let token;
let socket;

chooseSession((chosen) => {
  token = chosen;
});

const write = (line) => {
  log.textContent += `${line}\n`;
  log.scrollTop = log.scrollHeight;
};

function open() {
  socket?.close();
  const url = new URL(`/ws?locationId=${encodeURIComponent(locationId.value)}`, location.href);
  url.protocol = "ws:";
  socket = new WebSocket(url, ["internal-chat.v1", `bearer.${token ?? "none"}`]);
  socket.addEventListener("open", () => write("connected"));
  socket.addEventListener("message", ({ data }) => write(`← ${data}`));
  socket.addEventListener("close", ({ code }) => write(`closed (${code})`));
  for (const type of ["open", "close"])
    socket.addEventListener(type, () => {
      send.disabled = socket.readyState !== WebSocket.OPEN;
    });
}

form.addEventListener("submit", (event) => {
  event.preventDefault();
  if (event.submitter === connect) return open();
  write(`→ ${frame.value}`);
  socket.send(frame.value);
});

for (const example of document.querySelectorAll("pre.example")) {
  if (!example.textContent.includes('"action"')) continue;
  const button = document.createElement("button");
  button.textContent = "Use";
  button.addEventListener("click", () => {
    frame.value = example.textContent;
    form.scrollIntoView();
  });
  example.before(button);
}
