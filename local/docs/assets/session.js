/** Fills the list of demo users in the header. Each choice calls `onToken` with a new token, or with none for "nobody". */
export async function chooseSession(onToken) {
  const form = document.querySelector("#session");
  const { person } = form.elements;
  const { users } = await (await fetch("/local/users")).json();
  for (const { id, name, role, type } of users) person.add(new Option(`${name} (${type} ${role})`, id));
  person.add(new Option("The CRM platform (service token)", "service"));
  person.addEventListener("change", async () => {
    const wanted = person.value === "service" ? { scope: "directory.write" } : { userId: person.value };
    const token = person.value === "" ? undefined : await issue(wanted);
    form.querySelector("output").value = token ? "with a fresh token" : "";
    onToken(token, person.value);
  });
}

async function issue(wanted) {
  const answer = await fetch("/local/token", { method: "POST", body: JSON.stringify(wanted) });
  return (await answer.json()).token;
}
