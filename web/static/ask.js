// The conversation: in the panel beside a page, and on its own page. Everything here is an addition: without it the form is posted.

const key = "ask"; // in the tab's own storage, sealed to its reader by the portal
const { reader } = document.body.dataset;
const kept = () => { try { return JSON.parse(sessionStorage.getItem(key)) ?? {}; } catch { return {}; } };
const keep = (change) => { try { sessionStorage.setItem(key, JSON.stringify({ ...kept(), reader, ...change })); } catch { /* not allowed to: it lasts as long as the page */ } };

const calm = matchMedia("(prefers-reduced-motion: reduce)");
const parse = (html) => new DOMParser().parseFromString(html, "text/html");

// Events of a stream, as they come.
async function* events(body) {
  const reader = body.pipeThrough(new TextDecoderStream()).getReader();
  let rest = "";
  for (;;) {
    const { value, done } = await reader.read();
    if (done) return;
    rest += value;
    for (let end; (end = rest.indexOf("\n\n")) >= 0; rest = rest.slice(end + 2)) {
      const lines = rest.slice(0, end).split("\n");
      const field = (name) => lines.find((line) => line.startsWith(`${name}: `))?.slice(name.length + 2);
      if (field("event")) yield { name: field("event"), data: JSON.parse(field("data")) };
    }
  }
}

// Whether the reader has written something in the page and not sent it: since it was loaded, or before, where the browser has kept it.
const unsaved = () => document.body.dataset.written === "yes" || Array.from(document.querySelectorAll("main form[method=post]:not([data-asks])")).some((form) => Array.from(form.elements).some((field) => {
  if (field.type === "hidden") return false;
  if (field.type === "checkbox" || field.type === "radio") return field.checked !== field.defaultChecked;
  if (field.type === "file") return field.files.length > 0;
  if (field.options) return Array.from(field.options).some((o) => o.selected !== o.defaultSelected) && field.selectedIndex > 0;
  return "defaultValue" in field && field.value !== field.defaultValue;
}));

// Has a conversation answer in place.
const converse = (root) => {
  const form = root.querySelector(".asks-box");
  const box = form.elements.question;
  const list = root.querySelector(".talk");
  const aloud = root.querySelector("[data-aloud]");
  const words = root.dataset;
  let open; // ends the question that is being answered

  // Read aloud politely: whole sentences, each once.
  const say = (text) => { if (text) aloud.append(Object.assign(document.createElement("p"), { textContent: text })); };

  const carry = (talk) => {
    root.querySelectorAll("[name=talk]").forEach((field) => { field.value = talk; });
    keep({ talk, asked: true });
  };

  const busy = (is) => {
    form.querySelector("[data-send]").hidden = is;
    form.querySelector("[data-stop]").hidden = !is;
    if (is || !form.contains(document.activeElement)) return;
    box.focus();
  };

  const wrong = (text) => {
    form.querySelector(".ds-validation-message")?.remove();
    box.toggleAttribute("aria-invalid", Boolean(text));
    if (!text) return;
    const line = Object.assign(document.createElement("p"), { className: "ds-validation-message", textContent: text });
    box.after(line);
    say(text);
  };

  const log = root.querySelector("[data-log]");
  const show = (item) => {
    const behavior = calm.matches ? "instant" : "smooth";
    const own = getComputedStyle(log).overflowY === "auto"; // the panel's, and not the page's
    if (own) log.scrollTo({ top: log.scrollTop + item.getBoundingClientRect().top - log.getBoundingClientRect().top - 16, behavior });
    else item.scrollIntoView({ block: "start", behavior });
  };

  const ask = async (question) => {
    if (open) return;
    aloud.replaceChildren();
    wrong("");
    open = new AbortController();
    const waiting = root.querySelector("[data-waiting]").content.cloneNode(true).firstElementChild;
    waiting.querySelector("[data-said]").textContent = question;
    const place = waiting.querySelector("[data-words]");
    list.append(waiting);
    box.value = "";
    box.focus();
    busy(true);
    show(waiting);
    let said = 0; // how many sentences have come
    const back = (text) => { // as if it had not been sent
      waiting.remove();
      box.value = question;
      wrong(text);
    };
    try {
      const body = new URLSearchParams({ question, talk: form.elements.talk.value });
      const answer = await fetch(words.answers, { method: "POST", body, headers: { accept: "text/event-stream" }, signal: open.signal });
      if (!answer.ok) {
        back((await answer.json().catch(() => null))?.detail ?? words.failed);
        return;
      }
      let ended = false;
      for await (const { name, data } of events(answer.body)) {
        if (name === "part") {
          if (!said) { place.className = "coming"; place.textContent = ""; }
          said += 1;
          place.append(...parse(data.html).body.childNodes);
          say(data.text);
        } else if (name === "done" && data.html) {
          ended = true;
          root.querySelectorAll("[data-last]").forEach((part) => part.remove());
          list.querySelector("#svar")?.removeAttribute("id");
          const item = parse(`<ol>${data.html}</ol>`).querySelector("li");
          waiting.replaceWith(item);
          carry(data.talk);
          if (!data.written) say(item.querySelector("[data-answered]").innerText.replace(/\s+/g, " ").trim());
          const label = form.querySelector("label");
          label.textContent = data.open ? label.dataset.answer : label.dataset.next;
          root.querySelector("[data-restart]").hidden = false;
          show(item);
        } else if (name === "done" || name === "error") {
          ended = true;
          back(data.error ?? data.detail ?? words.failed);
        }
      }
      if (!ended) back(words.failed);
    } catch (fault) {
      if (fault.name === "AbortError") {
        if (!said) place.remove();
        waiting.querySelector(".panel").append(Object.assign(document.createElement("p"), { className: "meta", textContent: words.stopped }));
        waiting.classList.remove("waiting");
        say(words.stopped);
      } else {
        back(words.failed);
      }
    } finally {
      open = null;
      busy(false);
    }
  };

  // What the reader thinks of an answer: the form is replaced by what the page would show in its place.
  const judge = async (thumbs, button) => {
    const body = new URLSearchParams(new FormData(thumbs, button));
    const answer = await fetch(thumbs.action, { method: "POST", body }).catch(() => null);
    const page = answer?.ok ? parse(await answer.text()) : null;
    const fresh = page?.getElementById(thumbs.id);
    if (!fresh) { say(words.failed); return; }
    thumbs.replaceWith(fresh);
    carry(page.querySelector("[name=talk]").value);
    fresh.focus({ preventScroll: true });
    if (fresh.getBoundingClientRect().bottom > form.getBoundingClientRect().top) show(fresh);
    if (!fresh.querySelector("button")) say(fresh.innerText.trim());
  };

  root.addEventListener("submit", (event) => {
    if (event.submitter?.formAction !== event.target.action && event.submitter?.hasAttribute("formaction")) return;
    if (event.target.matches("[data-thumbs]")) {
      event.preventDefault();
      judge(event.target, event.submitter);
      return;
    }
    if (!event.target.matches("[data-asks]")) return;
    event.preventDefault();
    const question = event.submitter?.name === "question" ? event.submitter.value : box.value.trim();
    if (question) ask(question); else box.focus();
  });
  root.addEventListener("click", (event) => {
    if (event.target.closest("[data-stop]")) open?.abort();
    if (event.target.closest("[data-restart] a")) {
      event.preventDefault();
      keep({ talk: "", asked: false });
      restore(root).then((fresh) => fresh?.querySelector("textarea").focus());
    }
  });
  let sends = false; // Enter, which must not also break the line
  box.addEventListener("keydown", (event) => {
    sends = event.key === "Enter" && !event.shiftKey && !event.isComposing;
    if (!sends) return;
    event.preventDefault();
    if (!open) form.requestSubmit(form.querySelector("[data-send]"));
  });
  box.addEventListener("beforeinput", (event) => { if (sends && event.inputType === "insertLineBreak") event.preventDefault(); });
  root.dataset.ready = "yes";
  return root;
};

const fetchPanel = async (url) => {
  const answer = await fetch(url, { method: "POST", body: new URLSearchParams({ talk: kept().talk ?? "" }) });
  if (!answer.ok) throw new Error(answer.status);
  return parse(await answer.text());
};

// Shows the conversation that the tab keeps in place of the one that is shown.
const restore = async (root) => {
  const fresh = (await fetchPanel(root.dataset.panel).catch(() => null))?.querySelector("[data-conversation]");
  if (!fresh) return null;
  const written = root.querySelector("textarea").value;
  root.replaceWith(fresh);
  fresh.querySelector("textarea").value = written;
  return converse(fresh);
};

// The panel. Where there is room it stands beside the page, which goes on to work; else it covers it.
const roomy = matchMedia("(min-width: 75rem) and (min-height: 30rem)");
let panel;
let opener;

const close = () => { if (panel.open) panel.close(); };

const closed = () => {
  if (panel.open) return; // it was closed to stand in another way
  document.body.classList.remove("asking");
  opener.setAttribute("aria-expanded", "false");
  opener.focus();
};

const stand = () => {
  if (roomy.matches) panel.open = true; else panel.showModal(); // show() would take the focus
  document.body.classList.toggle("asking", roomy.matches);
};

const make = async (url) => {
  const page = await fetchPanel(url);
  panel = document.createElement("dialog");
  panel.id = "ask";
  panel.className = "drawer";
  panel.setAttribute("aria-labelledby", "ask-title");
  panel.append(...page.body.childNodes);
  document.querySelector("header.top").after(panel);
  converse(panel.querySelector("[data-conversation]"));
  panel.addEventListener("close", closed);
  panel.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    event.preventDefault();
    close();
  });
  panel.addEventListener("click", (event) => {
    if (event.target === panel || event.target.closest("[data-close]")) { close(); return; }
    // A link must not take what is written in the page with it.
    const link = event.target.closest("a[href]");
    if (link && unsaved()) { link.target = "_blank"; link.rel = "noopener"; }
  });
  panel.addEventListener("submit", (event) => { 
    const leaves = !event.target.matches("[data-asks],[data-thumbs]") || event.submitter?.hasAttribute("formaction");
    event.target.target = leaves && unsaved() ? "_blank" : "";
  });
  panel.addEventListener("focusin", () => { panel.querySelector("[data-unsaved]").hidden = !unsaved(); });
  roomy.addEventListener("change", () => {
    if (!panel.open) return;
    panel.close();
    stand();
  });
};

// Opens the panel, or closes it where it is open.
export const toggle = async (link) => {
  opener = link;
  if (panel?.open) { close(); return; }
  if (!panel) await make(link.dataset.panel);
  stand();
  link.setAttribute("aria-expanded", "true");
  const log = panel.querySelector("[data-log]");
  log.scrollTop = log.scrollHeight;
  panel.querySelector("textarea").focus();
};

// The page of its own goes on with what was said beside others.
export const begin = async (root) => {
  const fresh = !root.querySelector(".talk > li");
  if (fresh && kept().talk) await restore(root); else { converse(root); if (!fresh) keep({ talk: root.querySelector("[name=talk]").value, asked: true }); }
};
