// The service worker keeps the portal's own files and one offline page. Personal pages are never kept.
const cacheName = `portal-${kept.version}`;

self.addEventListener("install", (event) => {
  event.waitUntil((async () => {
    const cache = await caches.open(cacheName);
    await cache.addAll(kept.files);
    await cache.add(new Request(kept.offline, { credentials: "omit" }));
    await self.skipWaiting();
  })());
});

self.addEventListener("activate", (event) => {
  event.waitUntil((async () => {
    for (const name of await caches.keys()) {
      if (name !== cacheName) await caches.delete(name);
    }
    await self.clients.claim();
  })());
});

self.addEventListener("fetch", (event) => {
  const { request } = event;
  if (request.method !== "GET") return;
  if (request.mode === "navigate") {
    event.respondWith(fetch(request).catch(() => caches.match(kept.offline)));
    return;
  }
  if (kept.files.includes(new URL(request.url).pathname)) {
    event.respondWith(caches.match(request).then((hit) => hit ?? fetch(request)));
  }
});

// A message is Declarative Web Push, which Safari shows by itself; here it is read by hand. One that cannot be read is shown all the same: a browser that is
// sent a message and shows nothing stops being sent any.
self.addEventListener("push", (event) => {
  const message = (() => {
    try { return event.data.json(); } catch { return {}; }
  })();
  const { title, body, lang, tag, navigate } = message.notification ?? {};
  const needs = Number(message.app_badge);
  event.waitUntil(Promise.all([
    self.registration.showNotification(title ?? kept.name, {
      body: body ?? "", lang: lang ?? "sv", tag: tag ?? "", icon: kept.icon, badge: kept.icon, data: { navigate: navigate ?? kept.inbox },
    }),
    Number.isInteger(needs) ? self.navigator.setAppBadge?.(needs).catch(() => {}) : null,
  ]));
});

// A press opens the case, in a window of ours where there is one.
self.addEventListener("notificationclick", (event) => {
  event.notification.close();
  const to = new URL(event.notification.data?.navigate ?? kept.inbox, self.location.origin);
  if (to.origin !== self.location.origin) return;
  event.waitUntil((async () => {
    const windows = await self.clients.matchAll({ type: "window", includeUncontrolled: true });
    const there = windows.find((one) => one.url === to.href) ?? windows[0];
    if (!there) return self.clients.openWindow(to.href);
    await there.focus();
    return there.url === to.href ? there : there.navigate(to.href).catch(() => self.clients.openWindow(to.href));
  })());
});

// A push service may give a device another address. Where the reader is not logged in any longer, the portal learns of it at their next visit.
self.addEventListener("pushsubscriptionchange", (event) => {
  const key = event.oldSubscription?.options?.applicationServerKey;
  if (!key) return;
  event.waitUntil((async () => {
    const fresh = event.newSubscription ?? await self.registration.pushManager.subscribe({ userVisibleOnly: true, applicationServerKey: key });
    await fetch(kept.devices, { method: "POST", body: new URLSearchParams({
      do: "move", subscription: JSON.stringify(fresh), before: event.oldSubscription.endpoint,
    }) });
  })().catch(() => {}));
});
