// form[data-draft-url]: what is typed is kept while one types. Sent to the server after a pause
// and when the page is left; kept on the device while the network or the session is gone.
// Words come from [data-draft-status] (see ui/draft.html).

const PAUSE = 1500;
const SECRET = new Set(["csrfmiddlewaretoken", "once", "password", "password1", "password2", "oldpassword"]);

const clock = (moment) =>
  `${String(moment.getHours()).padStart(2, "0")}:${String(moment.getMinutes()).padStart(2, "0")}`;

function typed(form) {
  const fields = new FormData(form);
  for (const [name, value] of [...fields]) {
    if (value instanceof File || (SECRET.has(name) && name !== "csrfmiddlewaretoken")) fields.delete(name);
  }
  return fields;
}

function start(form) {
  const status = form.querySelector("[data-draft-status]");
  const place = `namro-draft:${form.dataset.draftPerson ?? ""}:${form.dataset.draftUrl}`;
  let timer = 0;
  let waiting = false;
  let leaving = false;

  const say = (text, state) => {
    if (!status) return;
    status.textContent = text ?? "";
    status.dataset.state = state;
  };

  function keepHere(words) {
    const pairs = [...typed(form)].filter(([name]) => !SECRET.has(name));
    try {
      localStorage.setItem(place, JSON.stringify({ at: Date.now(), pairs }));
      say(words, "kept");
    } catch {
      say("", "");
    }
  }

  async function save(keepalive = false) {
    clearTimeout(timer);
    if (!waiting || leaving) return;
    waiting = false;
    const fields = typed(form);
    try {
      const answer = await fetch(form.dataset.draftUrl, {
        method: "POST",
        body: new URLSearchParams(fields),
        headers: { "X-CSRFToken": fields.get("csrfmiddlewaretoken") ?? "" },
        credentials: "same-origin",
        redirect: "manual",
        keepalive,
      });
      if (answer.type === "opaqueredirect" || [401, 403].includes(answer.status)) {
        keepHere(status?.dataset.ended);
      } else if (answer.ok) {
        localStorage.removeItem(place);
        say(status?.dataset.saved?.replace("[time]", clock(new Date())), "saved");
      } else {
        throw new Error(String(answer.status));
      }
    } catch {
      waiting = true;
      keepHere(status?.dataset.kept);
    }
  }

  function putBack(pairs) {
    const byName = new Map();
    for (const [name, value] of pairs) byName.set(name, [...(byName.get(name) ?? []), value]);
    for (const grid of form.querySelectorAll("[data-grid]")) {
      const rows = Number(byName.get(`${grid.dataset.prefix}-TOTAL_FORMS`)?.[0] ?? 0);
      grid.dispatchEvent(new CustomEvent("namro:rows", { detail: rows }));
    }
    for (const field of form.elements) {
      if (!field.name || SECRET.has(field.name) || field.type === "hidden" || field.type === "file") continue;
      const values = byName.get(field.name) ?? [];
      if (field.type === "checkbox" || field.type === "radio") field.checked = values.includes(field.value);
      else if (field.multiple) for (const option of field.options) option.selected = values.includes(option.value);
      else if (values.length) field.value = values.shift();
    }
    form.dispatchEvent(new Event("input", { bubbles: true }));
  }

  function offer() {
    const kept = JSON.parse(localStorage.getItem(place) ?? "null");
    if (!kept || !status) return;
    say(status.dataset.found?.replace("[time]", clock(new Date(kept.at))), "kept");
    for (const [word, act] of [["restore", () => putBack(kept.pairs)], ["drop", () => say("", "")]]) {
      const button = document.createElement("button");
      button.type = "button";
      button.className = "nr-button nr-small";
      button.textContent = status.dataset[word];
      button.addEventListener("click", () => { localStorage.removeItem(place); say("", ""); act(); });
      status.append(" ", button);
    }
  }

  form.addEventListener("input", () => { waiting = true; clearTimeout(timer); timer = setTimeout(save, PAUSE); });
  form.addEventListener("change", () => { waiting = true; clearTimeout(timer); timer = setTimeout(save, PAUSE); });
  // Once the form itself is sent, a late draft would bring back what has just been filed.
  form.addEventListener("submit", (event) => { if (!event.defaultPrevented) { leaving = true; clearTimeout(timer); } });
  window.addEventListener("pageshow", () => { leaving = false; });
  window.addEventListener("online", () => save());
  document.addEventListener("visibilitychange", () => { if (document.visibilityState === "hidden") save(true); });
  offer();
}

const begun = new WeakSet();
const look = () => document.querySelectorAll("form[data-draft-url]").forEach((form) => {
  if (!begun.has(form)) { begun.add(form); start(form); }
});
look();
document.addEventListener("htmx:load", look);
