// Everything here is an addition: each page works without it.

const say = (words) => { document.getElementById("say").textContent = words; };
const words = document.body.dataset;
const each = (root, selector, act) => root.querySelectorAll(selector).forEach(act);

// The error summary takes focus, so that it is read first.
const focusErrors = () => document.querySelector("[data-focus]")?.focus();

// The chosen tab of a row that is wider than the screen is in view, also where the browser does not know how by itself.
if (!CSS.supports("scroll-initial-target", "nearest")) {
  each(document, ".tabs [aria-current]", (tab) => {
    const row = tab.closest(".tabs");
    row.scrollLeft += tab.getBoundingClientRect().left - row.getBoundingClientRect().left - (row.clientWidth - tab.offsetWidth) / 2;
  });
}

// A form is sent once, however often its button is pressed. Coming back by the browser's history frees it again.
document.addEventListener("submit", (event) => {
  const form = event.target;
  if (!form.matches("[data-guard]")) return;
  if (form.dataset.sent) { event.preventDefault(); return; }
  form.dataset.sent = "yes";
  event.submitter?.setAttribute("aria-busy", "true");
});
addEventListener("pageshow", () => {
  each(document, "form[data-sent]", (form) => delete form.dataset.sent);
  each(document, "[aria-busy]", (button) => button.removeAttribute("aria-busy"));
});

// Copies the text of another element.
document.addEventListener("click", async (event) => {
  const button = event.target.closest("[data-copy]");
  if (!button) return;
  const source = document.getElementById(button.dataset.copy);
  try {
    await navigator.clipboard.writeText(source.textContent.trim());
  } catch {
    getSelection().selectAllChildren(source); // not allowed to: the reader copies what is marked
    return;
  }
  button.querySelector("span").textContent = words.copied;
  say(words.copied);
});

// Own position: fills the hidden point and asks the server for the place.
document.addEventListener("click", (event) => {
  const button = event.target.closest("[data-locate]");
  if (!button) return;
  const { form } = button;
  const name = button.dataset.locate;
  button.setAttribute("aria-busy", "true");
  navigator.geolocation.getCurrentPosition(({ coords }) => {
    form.elements[`${name}.lat`].value = coords.latitude.toFixed(6);
    form.elements[`${name}.lon`].value = coords.longitude.toFixed(6);
    form.elements[name].value = "";
    form.requestSubmit(form.querySelector('[name="do"][value="locate"]'));
  }, () => {
    button.removeAttribute("aria-busy");
    say(words.noPosition);
    button.insertAdjacentHTML("afterend", '<p class="ds-validation-message"></p>');
    button.nextElementSibling.textContent = words.noPosition;
  }, { enableHighAccuracy: true, timeout: 10000 });
});

// Addresses that match what is being written, from the server, in the field's own list.
let waiting;
document.addEventListener("input", (event) => {
  const input = event.target;
  if (!input.dataset?.suggest || input.value.length < 3) return;
  clearTimeout(waiting);
  waiting = setTimeout(async () => {
    const url = new URL(input.dataset.suggest, location);
    url.searchParams.set("q", input.value);
    const answer = await fetch(url).catch(() => null);
    if (!answer?.ok) return;
    input.list.replaceChildren(...(await answer.json()).map((address) => new Option(address, address)));
  }, 200);
});

// Shows what was picked before it is sent, and warns about files that are too large.
document.addEventListener("change", (event) => {
  const input = event.target;
  if (input.type !== "file") return;
  const list = document.querySelector(`[data-preview="${CSS.escape(input.id)}"]`);
  if (!list) return;
  const max = Number(input.dataset.max) || Infinity;
  list.hidden = input.files.length === 0;
  list.replaceChildren(...Array.from(input.files, (file) => {
    const item = document.createElement("li");
    if (file.type.startsWith("image/")) {
      const picture = new Image();
      picture.alt = "";
      picture.src = URL.createObjectURL(file);
      picture.onload = () => URL.revokeObjectURL(picture.src);
      item.append(picture);
    }
    const text = document.createElement("span");
    text.textContent = `${file.name}, ${(file.size / 1e6).toLocaleString(document.documentElement.lang, { maximumFractionDigits: 1 })} MB`;
    item.append(text);
    if (file.size > max) {
      item.className = "wrong";
      text.textContent += ` – ${words.tooBig}`;
    }
    return item;
  }));
});

const fetchPage = async (url, options) => {
  const answer = await fetch(url, options);
  return answer.ok || answer.status === 422 ? new DOMParser().parseFromString(await answer.text(), "text/html") : null;
};

// What a form holds, to see whether the reader wrote more meanwhile.
const held = (form) => JSON.stringify(Array.from(new FormData(form), ([name, value]) => [name, value.name ?? value]));

// A button that is being pressed must not be taken away between down and up: the click would be lost.
let pressed = Promise.resolve();
document.addEventListener("pointerdown", () => {
  pressed = new Promise((released) => {
    const done = () => setTimeout(released);
    addEventListener("pointerup", done, { once: true });
    addEventListener("pointercancel", done, { once: true });
  });
}, true);

// A field that others depend on: the server is asked for the page anew. Focus stays where the reader is, and what they write meanwhile goes along.
const refresh = async (form) => {
  const before = held(form);
  const body = new FormData(form);
  body.set("do", "refresh");
  const page = await fetchPage(form.action, { method: "POST", body: form.enctype === "multipart/form-data" ? body : new URLSearchParams(body) }).catch(() => null);
  await pressed;
  const fresh = page?.querySelector("main");
  if (!fresh || !form.isConnected || form.dataset.sent) return;
  if (held(form) !== before) { await refresh(form); return; }
  const { id } = document.activeElement;
  document.querySelector("main").replaceWith(fresh);
  unhide(fresh);
  const focused = id && document.getElementById(id);
  if (focused && fresh.contains(focused)) {
    focused.focus();
    if (focused.matches("input:not([type]),[type=text],[type=email],[type=tel],textarea")) focused.setSelectionRange(focused.value.length, focused.value.length);
  }
};
document.addEventListener("change", (event) => {
  const form = event.target.closest("[data-refresh]")?.closest("form");
  if (form) refresh(form);
});

// Whether the reader is in the middle of something within root that must not be taken away.
const writing = (root) => root.contains(document.activeElement?.closest("form") ?? null)
  || Array.from(root.querySelectorAll("textarea,input[type=file]")).some((field) => field.files?.length || field.value !== field.defaultValue);

// A case that changes while it is read. The stream closes when the tab is hidden, since a browser keeps few of them open.
const live = () => {
  const root = document.querySelector("[data-live]");
  if (!root || !globalThis.EventSource) return;
  let stream;
  const update = async () => {
    const page = await fetchPage(root.dataset.part || location.href).catch(() => null);
    if (!page) return;
    let changed = false;
    const added = Array.from(page.querySelectorAll('[id^="part-"]')).some((part) => !document.getElementById(part.id));
    if (added && !writing(document)) {
      document.querySelector("main").replaceWith(page.querySelector("main"));
      changed = true;
    }
    each(page, '[id^="part-"]', (fresh) => {
      const old = document.getElementById(fresh.id);
      if (!old || old.innerHTML === fresh.innerHTML || writing(old)) return;
      each(old, "details[open][id]", ({ id }) => fresh.querySelector(`#${CSS.escape(id)}`)?.setAttribute("open", ""));
      if (old.open) fresh.open = true;
      old.replaceWith(fresh);
      fresh.classList.add("fresh");
      changed = true;
    });
    each(document, ".fresh", (part) => setTimeout(() => part.classList.remove("fresh"), 1500));
    if (changed) { say(words.updated); bottom(); }
  };
  const open = () => {
    if (document.hidden) { stream?.close(); stream = null; return; }
    if (stream) return;
    let opened = false;
    stream = new EventSource(root.dataset.live);
    stream.addEventListener("open", () => { if (opened) update(); opened = true; });
    stream.addEventListener("case", update);
  };
  document.addEventListener("visibilitychange", () => { open(); if (!document.hidden) update(); });
  addEventListener("pagehide", () => { stream?.close(); stream = null; });
  addEventListener("pageshow", open);
  open();
};

// A conversation opens at its newest message.
const bottom = () => each(document, ".log", (log) => { log.scrollTop = log.scrollHeight; });

// Asking: the conversation's script comes when somebody asks, or goes on asking. A conversation is let go of when its reader has logged in or out.
const asker = document.querySelector("[data-ask]");
const conversation = () => import(asker.dataset.ask);
const asking = () => {
  if (!asker) return;
  let kept = {};
  try {
    kept = JSON.parse(sessionStorage.getItem("ask")) ?? {};
    if (kept.reader !== words.reader) { sessionStorage.removeItem("ask"); kept = {}; }
  } catch { /* no storage: nothing is kept */ }
  const own = document.querySelector("main [data-conversation]");
  if (own) { conversation().then(({ begin }) => begin(own)); return; }
  if (asker.hasAttribute("aria-current")) return; // a page of the conversation's own leads back to it
  asker.setAttribute("role", "button");
  asker.setAttribute("aria-expanded", "false");
  asker.addEventListener("click", (event) => {
    if (event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    conversation().then(({ toggle }) => toggle(asker)).catch(() => { location.href = asker.href; });
  });
  document.addEventListener("input", ({ target }) => { if (target.closest("main form[method=post]")) words.written = "yes"; });
  asker.addEventListener("keydown", (event) => { if (event.key === " ") { event.preventDefault(); asker.click(); } });
  asker.toggleAttribute("data-going", Boolean(kept.talk && kept.asked));
};

// What only works with script is hidden until there is script.
const unhide = (root) => each(root, "[data-copy][hidden],[data-locate][hidden]", (button) => { button.hidden = false; });

document.addEventListener("click", (event) => {
  if (event.target.closest("[data-reload]")) { event.preventDefault(); location.reload(); }
});

const count = Number(words.needs);
if (count > 0) document.title = `(${count}) ${document.title}`;
navigator.setAppBadge?.(count).catch(() => {});

unhide(document);
asking();
focusErrors();
bottom();
live();
navigator.serviceWorker?.register("/sw.js").catch(() => {});

// A draft is saved and checked when its writer pauses. What is written stays as it is: only what stands beside it is shown anew. A button waits for it.
let pausing, saving;
const keep = async (form) => {
  const body = new URLSearchParams(new FormData(form));
  body.set("do", "save");
  const answer = await fetch(form.action, { method: "POST", body });
  if (!answer.ok) return;
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  const [beside, version] = [form.dataset.draft, "version"].map((id) => page.getElementById(id));
  if (!beside || !version) return;
  document.getElementById(version.id).value = version.value;
  document.getElementById(beside.id).replaceChildren(...beside.children);
};
document.addEventListener("input", (event) => {
  const form = event.target.closest("form[data-draft]");
  if (!form) return;
  clearTimeout(pausing);
  pausing = setTimeout(() => {
    if (!form.dataset.sent) saving ??= keep(form).catch(() => {}).finally(() => { saving = undefined; });
  }, 1200);
});
document.addEventListener("submit", (event) => {
  if (!event.target.matches("form[data-draft]")) return;
  clearTimeout(pausing);
  if (!saving) return;
  event.preventDefault();
  event.stopImmediatePropagation();
  saving.finally(() => event.target.requestSubmit(event.submitter));
}, true);

// An officer's form unfolds where it is seen: with one open, the column no longer follows the page.
document.addEventListener("click", (event) => {
  const action = event.target.closest(".desk-cols>aside summary")?.parentElement;
  if (action && !action.open) requestAnimationFrame(() => action.scrollIntoView({ block: "nearest" }));
});
