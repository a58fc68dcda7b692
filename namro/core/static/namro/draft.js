// form[data-draft-url]: what is typed is kept while one types. Sent to the server after a pause
// and when the page is left; kept on the device while the network or the session is gone, and while
// the form itself is on its way: whoever was signed out meanwhile comes back to an empty form.
// Words come from [data-draft-status] (see ui/draft.html); put_back.js fills a form again.

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

const HERE = "namro-draft:";
const written = (form) => [...typed(form)].filter(([name]) => !SECRET.has(name));

function start(form) {
  const status = form.querySelector("[data-draft-status]");
  const place = `${HERE}${form.dataset.draftPerson ?? ""}:${form.dataset.draftUrl}`;
  let timer = 0;
  let waiting = false;
  let leaving = false;
  let touched = false;

  const say = (text, state) => {
    if (!status) return;
    status.textContent = text ?? "";
    status.dataset.state = state;
  };

  function keepHere(words, sent = false) {
    const kept = { at: Date.now(), pairs: written(form), sent, page: location.pathname };
    try {
      localStorage.setItem(place, JSON.stringify(kept));
      if (words !== undefined) say(words, "kept");
    } catch {
      say("", "");
    }
  }

  async function save(keepalive = false) {
    clearTimeout(timer);
    if (!waiting || leaving) return;
    waiting = false;
    // The answer of a page that is being left is heard by nobody.
    if (keepalive) keepHere();
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

  function offer() {
    const kept = JSON.parse(localStorage.getItem(place) ?? "null");
    if (!kept || !status) return;
    if (JSON.stringify(kept.pairs) === JSON.stringify(written(form))) {
      localStorage.removeItem(place); // it stands in the form already
      return;
    }
    say(status.dataset.found?.replace("[time]", clock(new Date(kept.at))), "kept");
    for (const [word, act] of [["restore", () => form.dispatchEvent(new CustomEvent("namro:put-back", { bubbles: true, detail: kept.pairs }))], ["drop", () => say("", "")]]) {
      const button = document.createElement("button");
      button.type = "button";
      button.className = "nr-button nr-small";
      button.textContent = status.dataset[word];
      button.addEventListener("click", () => { localStorage.removeItem(place); say("", ""); act(); });
      status.append(" ", button);
    }
  }

  const later = () => { touched = true; waiting = true; clearTimeout(timer); timer = setTimeout(save, PAUSE); };
  form.addEventListener("input", later);
  form.addEventListener("change", later);
  // Once the form itself is sent, a late draft would bring back what has just been filed.
  form.addEventListener("submit", (event) => {
    if (event.defaultPrevented) return;
    leaving = true;
    clearTimeout(timer);
    if (touched) keepHere(undefined, true);
  });
  // A part of the page may send the whole page to sign in, sooner than the pause is over.
  window.addEventListener("pagehide", () => { if (waiting && !leaving) keepHere(); });
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
