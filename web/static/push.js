// Notifications on this device. Of each section only the part that is true here is shown; the browser is asked only when the reader presses.
const sections = Array.from(document.querySelectorAll("[data-push]"));

const show = (section, part) => {
  const passing = section.hasAttribute("data-push-offer");
  section.hidden = passing && !["off", "ios", "failed"].includes(part) && !section.dataset.used;
  section.querySelectorAll("[data-push-part]").forEach((one) => { one.hidden = one.dataset.pushPart !== part; });
};
const showAll = (part) => sections.forEach((section) => show(section, part));

const apple = /iPhone|iPad|iPod/.test(navigator.userAgent) || navigator.platform === "MacIntel" && navigator.maxTouchPoints > 1;
const able = "serviceWorker" in navigator && "PushManager" in window && "Notification" in window;

const post = async (section, fields) => {
  const answer = await fetch(section.dataset.pushAt, { method: "POST", body: new URLSearchParams(fields), headers: { Accept: "application/json" } });
  if (!answer.ok) throw new Error(`the portal answers ${answer.status}`);
  return answer.json();
};

const bytes = (key) => Uint8Array.from(atob(key.replaceAll("-", "+").replaceAll("_", "/")), (c) => c.charCodeAt(0));
const same = (subscription, key) => {
  const has = subscription.options?.applicationServerKey;
  return !has || String(new Uint8Array(has)) === String(bytes(key));
};

const subscribe = async (section) => {
  const { pushManager } = await navigator.serviceWorker.ready;
  const old = await pushManager.getSubscription();
  if (old && !same(old, section.dataset.push)) await old.unsubscribe();
  return pushManager.subscribe({ userVisibleOnly: true, applicationServerKey: bytes(section.dataset.push) });
};

// What is true of this device now. A subscription of somebody else's, on a shared computer, is not the reader's.
const look = async (section) => {
  if (!able) return apple && !navigator.standalone ? "ios" : "none";
  if (Notification.permission === "denied") return "denied";
  const { pushManager } = await navigator.serviceWorker.ready;
  const subscription = await pushManager.getSubscription();
  if (Notification.permission !== "granted" || !subscription || !same(subscription, section.dataset.push)) return "off";
  const { on } = await post(section, { do: "renew", subscription: JSON.stringify(subscription) });
  return on ? "on" : "off";
};

const say = (section, name) => {
  const line = section.querySelector("[data-push-say]");
  line.textContent = line.dataset[name];
};

const turn = {
  on: async (section) => {
    if (await Notification.requestPermission() !== "granted") return Notification.permission === "denied" ? "denied" : "off";
    await post(section, { do: "add", subscription: JSON.stringify(await subscribe(section)) });
    return "on";
  },
  off: async (section) => {
    const { pushManager } = await navigator.serviceWorker.ready;
    const subscription = await pushManager.getSubscription();
    if (subscription) {
      await post(section, { do: "drop", subscription: JSON.stringify(subscription) });
      await subscription.unsubscribe();
    }
    return "off";
  },
};

document.addEventListener("click", async (event) => {
  const button = event.target.closest("[data-push-do]");
  if (!button) return;
  const section = button.closest("[data-push]");
  section.dataset.used = "yes";
  button.setAttribute("aria-busy", "true");
  const part = await turn[button.dataset.pushDo](section).catch(() => "failed");
  button.removeAttribute("aria-busy");
  showAll(part);
  if (part === "on" || part === "off") say(section, part);
  section.querySelector("[data-push-part]:not([hidden]) button")?.focus();
});

if (sections.length > 0) look(sections[0]).then(showAll, () => showAll("failed"));
