// Keeps the page of an inspection on the phone: from the network when there is one, else as it was kept.
"use strict";

const KEPT = "luoshi-onsite-1";

self.addEventListener("install", () => self.skipWaiting());
self.addEventListener("activate", (event) => event.waitUntil(self.clients.claim()));

self.addEventListener("message", (event) => {
  if (!event.data?.keep) return;
  event.waitUntil(keep(event.data.keep).then(
    () => event.source.postMessage({ kept: true }),
    () => event.source.postMessage({ kept: false }),
  ));
});

async function keep(addresses) {
  const cache = await caches.open(KEPT);
  await Promise.all(addresses.map(async (address) => {
    const answer = await fetch(address);
    if (usable(answer)) await cache.put(address, answer);
    else throw new Error(address);
  }));
}

// A page that leads to the log-in instead is not the page, and what was kept of it goes: somebody logged out.
const usable = (answer) => answer.ok && !answer.redirected;

self.addEventListener("fetch", (event) => {
  const { request } = event;
  const address = new URL(request.url);
  if (request.method !== "GET" || address.origin !== self.location.origin) return;
  event.respondWith(answered(request, address));
});

async function answered(request, address) {
  const cache = await caches.open(KEPT);
  const name = address.pathname;
  try {
    const answer = await fetch(request);
    if (usable(answer) && (await cache.match(name))) await cache.put(name, answer.clone());
    if (answer.type === "opaqueredirect" || answer.redirected) await cache.delete(name);
    return answer;
  } catch (fault) {
    const kept = await cache.match(name);
    if (kept) return kept;
    throw fault;
  }
}
