// form[data-ballot]: a raised hand is kept on the device first, then sent, and sent again until the
// server has it: the network of a meeting room drops. The server knows the same hand by its token.
// Words come from [data-ballot-status] (see sittings/ballot.html).

const status = document.querySelector("[data-ballot-status]");
const place = `namro-hands:${status?.dataset.place ?? ""}`;
const AGAIN = 2000;
let sending = false;
let timer = 0;

const say = (text, state) => {
  if (!status) return;
  status.textContent = text ?? "";
  status.hidden = !text;
  status.dataset.state = state;
};
const kept = () => JSON.parse(localStorage.getItem(place) ?? "[]");
const keep = (hands) => localStorage.setItem(place, JSON.stringify(hands));

// crypto.randomUUID exists only over https; an office's own server often has none.
function token() {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  bytes[6] = (bytes[6] & 0x0f) | 0x40;
  bytes[8] = (bytes[8] & 0x3f) | 0x80;
  const hex = [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join("-");
}

const csrf = () => document.querySelector("[name=csrfmiddlewaretoken]")?.value ?? "";

async function send(hand) {
  const fields = new URLSearchParams(hand.pairs);
  const answer = await fetch(hand.url, {
    method: "POST",
    body: fields,
    headers: { Accept: "application/json", "X-CSRFToken": csrf() },
    credentials: "same-origin",
    redirect: "manual",
    signal: AbortSignal.timeout(8000),
  });
  if (answer.type === "opaqueredirect") return "ended";
  if (answer.status >= 500) throw new Error(String(answer.status));
  const said = await answer.json().catch(() => ({ sentences: [] }));
  return said.sentences?.length ? said.sentences.join(" ") : "";
}

async function flush() {
  clearTimeout(timer);
  if (sending) return;
  sending = true;
  try {
    for (let hands = kept(); hands.length; hands = kept()) {
      say(status?.dataset.sending, "sending");
      const answer = await send(hands[0]);
      if (answer === "ended") {
        say(status?.dataset.ended, "kept");
        return;
      }
      keep(kept().slice(1));
      say(answer || status?.dataset.sent, answer ? "refused" : "sent");
      document.body.dispatchEvent(new CustomEvent("namro:voted"));
    }
  } catch {
    say(status?.dataset.kept, "kept");
    timer = setTimeout(flush, AGAIN);
  } finally {
    sending = false;
  }
}

document.addEventListener("submit", (event) => {
  const form = event.target;
  if (!form.matches("form[data-ballot]")) return;
  event.preventDefault();
  const fields = new FormData(form, event.submitter);
  fields.delete("csrfmiddlewaretoken");
  fields.set("token", token());
  fields.set("made_at", String(Date.now()));
  keep([...kept(), { url: form.action, pairs: [...fields] }]);
  const remark = document.querySelector("[name=remark][form]");
  if (remark) remark.value = "";
  flush();
});

window.addEventListener("online", flush);
flush();
