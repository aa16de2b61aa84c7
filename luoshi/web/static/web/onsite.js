// An inspection on site: what is typed stays on the phone until the site has taken it, exactly once.
"use strict";

(() => {
  const page = document.body.dataset;
  const words = JSON.parse(document.getElementById("onsite-words").textContent);
  const assets = JSON.parse(document.getElementById("onsite-assets").textContent);
  const byId = (id) => document.getElementById(id);
  const sheetOf = (check) => byId(`check-${check}`);

  // The phone's own store: drafts while something is typed, findings until they are sent.
  const opened = new Promise((resolve, reject) => {
    const asked = indexedDB.open("luoshi-onsite", 1);
    asked.onupgradeneeded = () => {
      asked.result.createObjectStore("unsent", { keyPath: "client" });
      asked.result.createObjectStore("drafts", { keyPath: "check" });
    };
    asked.onsuccess = () => resolve(asked.result);
    asked.onerror = () => reject(asked.error);
  });

  async function stored(mode, stores, work) {
    const store = (await opened).transaction(stores, mode);
    const asked = work(store);
    await new Promise((resolve, reject) => {
      store.oncomplete = resolve;
      store.onerror = store.onabort = () => reject(store.error);
    });
    return asked?.result;
  }

  const unsent = async () => {
    const found = await stored("readonly", ["unsent"], (store) => store.objectStore("unsent").getAll());
    return found.sort((one, other) => one.made - other.made);
  };

  // Time as the phone has it, with its zone.
  function moment(at) {
    const shift = -at.getTimezoneOffset();
    const zone = `${shift < 0 ? "-" : "+"}${String(Math.abs(shift) / 60 | 0).padStart(2, "0")}:${String(Math.abs(shift) % 60).padStart(2, "0")}`;
    return new Date(at.getTime() + shift * 60000).toISOString().slice(0, 19) + zone;
  }

  // The place, when the phone knows it and its owner allows it; else nothing, which is said.
  function place() {
    return new Promise((resolve) => {
      if (!navigator.geolocation) return resolve("");
      navigator.geolocation.getCurrentPosition(
        ({ coords }) => resolve(`${coords.latitude.toFixed(5)},${coords.longitude.toFixed(5)} ±${Math.round(coords.accuracy)}m`),
        () => resolve(""),
        { enableHighAccuracy: true, timeout: 8000, maximumAge: 60000 },
      );
    });
  }

  function number() {
    if (crypto.randomUUID) return crypto.randomUUID();
    return [...crypto.getRandomValues(new Uint8Array(16))].map((one) => one.toString(16).padStart(2, "0")).join("");
  }

  // Drafts
  const photos = new Map();
  const photosOf = (check) => photos.get(check) ?? photos.set(check, []).get(check);

  function typed(form) {
    const values = {};
    for (const [name, value] of new FormData(form)) if (typeof value === "string" && value.trim()) values[name] = value.trim();
    return values;
  }

  function fill(form, values) {
    for (const input of form.elements) {
      if (!input.name || input.type === "file") continue;
      if (input.type === "radio") input.checked = values[input.name] === input.value;
      else input.value = values[input.name] ?? "";
    }
    much(form);
  }

  function much(form) {
    const field = form.querySelector("[data-much]");
    if (field) field.hidden = form.elements["@verdict"].value !== "overstated";
  }

  async function draft(sheet) {
    const kept = { check: sheet.dataset.check, values: typed(sheet.querySelector("form")), photos: photosOf(sheet.dataset.check) };
    try {
      await stored("readwrite", ["drafts"], (store) => store.objectStore("drafts").put(kept));
      mark(sheet, "draft");
    } catch {
      wrong(sheet, words.storage);
    }
  }

  const waiting = new Map();
  function later(sheet) {
    clearTimeout(waiting.get(sheet));
    waiting.set(sheet, setTimeout(() => draft(sheet), 300));
  }

  function mark(sheet, state) {
    const shown = sheet.querySelector("[data-mark]");
    shown.dataset.state = state;
    shown.textContent = state === "" ? "" : words[state];
  }

  function wrong(sheet, text) {
    sheet.querySelector("[data-wrong]").textContent = text;
  }

  // Photographs
  function showPhotos(sheet) {
    const list = sheet.querySelector("[data-shots]");
    list.replaceChildren(...photosOf(sheet.dataset.check).map((photo, place) => {
      const line = document.createElement("li");
      const seen = document.createElement("img");
      seen.alt = photo.name;
      const reader = new FileReader();
      reader.onload = () => { seen.src = reader.result; };
      reader.readAsDataURL(new Blob([photo.data], { type: photo.type }));
      const about = document.createElement("span");
      about.textContent = `${photo.taken_at.replace("T", " ").slice(0, 16)} · ${photo.place || words.noPlace}`;
      const remove = document.createElement("button");
      remove.type = "button";
      remove.className = "btn btn-sm";
      remove.textContent = words.remove;
      remove.addEventListener("click", () => { photosOf(sheet.dataset.check).splice(place, 1); showPhotos(sheet); draft(sheet); });
      line.append(seen, about, remove);
      return line;
    }));
  }

  async function take(sheet, input) {
    const where = place();
    for (const file of [...input.files]) {
      const sent = await window.luoshiPhoto.smaller(file);
      const taken = moment(new Date(file.lastModified || Date.now()));
      photosOf(sheet.dataset.check).push({ name: sent.name, type: sent.type, data: await sent.arrayBuffer(), taken_at: taken, place: await where });
    }
    input.value = "";
    showPhotos(sheet);
    await draft(sheet);
  }

  // 万元 as a whole number of millionths, exact; null where it is none.
  function exact(text) {
    const found = /^(\d+)(?:\.(\d{1,6}))?$/.exec((text ?? "").replaceAll(",", ""));
    return found ? BigInt(found[1]) * 1000000n + BigInt((found[2] ?? "").padEnd(6, "0")) : null;
  }

  // Whether the amount found, the overstatement and the amount reported do not go together.
  function mismatch(sheet, values) {
    const reported = exact(sheet.dataset.amount);
    const found = exact(values[sheet.dataset.money]);
    if (reported === null || found === null) return false;
    const much = { overstated: exact(values["@overstated_by"]), fabricated: reported }[values["@verdict"]] ?? 0n;
    return found !== reported - much;
  }

  // What is missing, before it is kept.
  function missing(sheet, values) {
    for (const ask of sheet.querySelectorAll("[data-ask][data-required]")) {
      if (!values[ask.dataset.ask]) return words.answer + ask.dataset.label;
    }
    if (!values["@verdict"]) return words.verdict;
    if (values["@verdict"] === "overstated" && !values["@overstated_by"]) return words.amount;
    if (mismatch(sheet, values)) return words.mismatch;
    const asked = sheet.querySelector("[data-photo-asked][data-required]");
    if (asked && !photosOf(sheet.dataset.check).length && !sheet.dataset.sentPhotos) return words.photo;
    return "";
  }

  async function keep(sheet) {
    const form = sheet.querySelector("form");
    const values = typed(form);
    const lacks = missing(sheet, values);
    wrong(sheet, lacks);
    if (lacks) return;
    clearTimeout(waiting.get(sheet));
    const button = form.querySelector("[type=submit]");
    button.disabled = true;
    const check = sheet.dataset.check;
    const item = {
      client: number(), made: Date.now(), send: page.send, person: page.person, check,
      version: sheet.dataset.version, title: sheet.dataset.title, values, photos: photosOf(check),
      seen_at: moment(new Date()), place: await place(), error: "",
    };
    try {
      await stored("readwrite", ["unsent", "drafts"], (store) => {
        store.objectStore("drafts").delete(check);
        store.objectStore("unsent").put(item);
      });
    } catch {
      wrong(sheet, words.storage);
      return;
    } finally {
      button.disabled = false;
    }
    photos.set(check, []);
    fill(form, {});
    showPhotos(sheet);
    sheet.open = false;
    mark(sheet, "waiting");
    await show();
    send();
  }

  // Sending: one at a time, in the order in which it was kept, whatever tab it is from.
  function body(item) {
    const made = new FormData();
    const { "@verdict": verdict, "@overstated_by": much, "@note": note, ...answers } = item.values;
    const said = {
      client: item.client, check: item.check, version: item.version, person: item.person, verdict,
      overstated_by: verdict === "overstated" ? much : "", note: note ?? "", seen_at: item.seen_at,
      place: item.place, answers: JSON.stringify(answers),
      shots: JSON.stringify(item.photos.map(({ taken_at, place: where }) => ({ taken_at, place: where }))),
    };
    for (const [name, value] of Object.entries(said)) made.append(name, value ?? "");
    for (const photo of item.photos) made.append("photos", new Blob([photo.data], { type: photo.type }), photo.name);
    return made;
  }

  const token = () => document.cookie.match(/(?:^|; )csrftoken=([^;]+)/)?.[1] ?? "";

  // True when the next one may be tried: false when there is no network or nobody is logged in.
  async function sendOne(item) {
    if (item.person !== page.person) return noted(item, words.other);
    let answer;
    try {
      answer = await fetch(item.send, { method: "POST", body: body(item), headers: { "X-CSRFToken": token() }, credentials: "same-origin" });
    } catch {
      return false;
    }
    if (answer.redirected || !answer.headers.get("Content-Type")?.includes("json")) {
      await noted(item, answer.status >= 500 ? words.failed : words.login);
      return false;
    }
    const said = await answer.json();
    return answer.ok ? taken(item, said) : noted(item, said.error, answer.status === 409 ? String(said.version) : "");
  }

  async function noted(item, error, newer = "") {
    await stored("readwrite", ["unsent"], (store) => store.objectStore("unsent").put({ ...item, error, newer }));
    return true;
  }

  async function taken(item, { version }) {
    const others = (await unsent()).filter((one) => one.check === item.check && one.client !== item.client);
    await stored("readwrite", ["unsent"], (store) => {
      store.objectStore("unsent").delete(item.client);
      for (const one of others) store.objectStore("unsent").put({ ...one, version: String(version), error: "", newer: "" });
    });
    const sheet = sheetOf(item.check);
    if (sheet) {
      sheet.dataset.version = String(version);
      if (item.photos.length) sheet.dataset.sentPhotos = "yes";
      mark(sheet, "sent");
    }
    return true;
  }

  const alone = (work) => (navigator.locks ? navigator.locks.request("luoshi-onsite-send", { ifAvailable: true }, (held) => held && work()) : work());
  let again = false;

  async function send() {
    again = true;
    await alone(async () => {
      while (again) {
        again = false;
        for (const { client } of await unsent()) {
          const item = (await unsent()).find((one) => one.client === client);
          if (item && !(await sendOne(item))) break;
        }
      }
    });
    await show();
  }

  // What is unsent, and why.
  function button(text, act) {
    const made = document.createElement("button");
    made.type = "button";
    made.className = "btn btn-sm";
    made.textContent = text;
    made.addEventListener("click", act);
    return made;
  }

  function line(item) {
    const made = document.createElement("li");
    const title = document.createElement("span");
    title.textContent = `${item.title} · ${item.seen_at.replace("T", " ").slice(0, 16)} · ${item.place || words.noPlace}`;
    made.append(title);
    if (item.error) {
      const why = document.createElement("p");
      why.className = "wrong";
      why.textContent = item.error;
      made.append(why);
      if (item.newer) made.append(button(words.mine, async () => { await noted({ ...item, version: item.newer }, ""); send(); }));
    }
    if (sheetOf(item.check) && item.person === page.person) made.append(button(words.again, () => reopen(item)));
    return made;
  }

  async function reopen(item) {
    const sheet = sheetOf(item.check);
    await stored("readwrite", ["unsent", "drafts"], (store) => {
      store.objectStore("unsent").delete(item.client);
      store.objectStore("drafts").put({ check: item.check, values: item.values, photos: item.photos });
    });
    restore(sheet, item);
    if (item.newer) sheet.dataset.version = item.newer;
    sheet.open = true;
    sheet.scrollIntoView();
    await show();
  }

  function restore(sheet, kept) {
    photos.set(sheet.dataset.check, kept.photos);
    fill(sheet.querySelector("form"), kept.values);
    showPhotos(sheet);
    mark(sheet, "draft");
  }

  async function show() {
    const found = await unsent();
    byId("onsite-count").textContent = String(found.length);
    const list = byId("onsite-unsent");
    list.hidden = !found.length;
    list.querySelector("ul").replaceChildren(...found.map(line));
    for (const item of found) {
      const sheet = sheetOf(item.check);
      if (sheet) mark(sheet, item.error ? "failed" : "waiting");
    }
  }

  function network() {
    const state = navigator.onLine ? "online" : "offline";
    byId("onsite-net").textContent = words[state];
    byId("onsite-net").parentElement.dataset.net = state;
  }

  async function offline() {
    const kept = byId("onsite-kept");
    if (!navigator.serviceWorker) {
      kept.textContent = words.notKept;
      return;
    }
    navigator.serviceWorker.addEventListener("message", (event) => {
      if ("kept" in event.data) kept.textContent = event.data.kept || !navigator.onLine ? words.kept : words.notKept;
    });
    try {
      await navigator.serviceWorker.register(page.worker, { scope: location.pathname, updateViaCache: "none" });
      const { active } = await navigator.serviceWorker.ready;
      const loaded = performance.getEntriesByType("resource").map((one) => new URL(one.name)).filter((one) => one.origin === location.origin && one.pathname.startsWith("/static/")).map((one) => one.pathname);
      active.postMessage({ keep: [...new Set([location.pathname, ...assets, ...loaded])] });
    } catch {
      kept.textContent = navigator.onLine ? words.notKept : words.kept;
    }
    navigator.storage?.persist?.();
  }

  function listen(sheet) {
    const form = sheet.querySelector("form");
    form.addEventListener("input", (event) => {
      if (event.target.matches("[data-shot]")) return;
      much(form);
      later(sheet);
    });
    form.addEventListener("change", (event) => {
      if (event.target.matches("[data-shot]")) take(sheet, event.target);
    });
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      keep(sheet);
    });
  }

  async function begin() {
    document.querySelectorAll(".onsite-check").forEach(listen);
    const drafts = await stored("readonly", ["drafts"], (store) => store.objectStore("drafts").getAll());
    for (const kept of drafts) {
      const sheet = sheetOf(kept.check);
      if (sheet) restore(sheet, kept);
    }
    await show();
    const named = location.hash.startsWith("#check-") && byId(location.hash.slice(1));
    if (named) named.open = true;
    document.body.dataset.ready = "yes";
    network();
    offline();
    send();
  }

  window.addEventListener("online", () => { network(); send(); });
  window.addEventListener("offline", network);
  byId("onsite-send").addEventListener("click", send);
  setInterval(() => { if (navigator.onLine && Number(byId("onsite-count").textContent)) send(); }, 30000);
  begin();
})();
