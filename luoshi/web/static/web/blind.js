// A ballot paper signed blindly: RSABSSA-SHA384-PSS-Deterministic of RFC 9474, the voter's side.
// The token is made here; what is sent is blinded, and the site never sees the token beside the log-in.

const SALT = 48, HASH = 48, EXPONENT = 65537n;

const hex = (bytes) => [...bytes].map((one) => one.toString(16).padStart(2, "0")).join("");
const number = (bytes) => BigInt(`0x${hex(bytes)}`);
const random = (size) => crypto.getRandomValues(new Uint8Array(size));

function bytesOf(value, size) {
  const text = value.toString(16).padStart(size * 2, "0");
  return Uint8Array.from({ length: size }, (_, at) => parseInt(text.slice(at * 2, at * 2 + 2), 16));
}

async function sha384(...parts) {
  const all = new Uint8Array(parts.reduce((sum, one) => sum + one.length, 0));
  let at = 0;
  for (const one of parts) { all.set(one, at); at += one.length; }
  return new Uint8Array(await crypto.subtle.digest("SHA-384", all));
}

function power(base, exponent, modulus) {
  let result = 1n, factor = base % modulus;
  for (let left = exponent; left > 0n; left >>= 1n) {
    if (left & 1n) result = (result * factor) % modulus;
    factor = (factor * factor) % modulus;
  }
  return result;
}

function inverse(value, modulus) {
  let [before, now] = [modulus, value], [old, fresh] = [0n, 1n];
  while (now > 0n) {
    const times = before / now;
    [before, now] = [now, before - times * now];
    [old, fresh] = [fresh, old - times * fresh];
  }
  if (before !== 1n) throw new Error("no inverse");
  return ((old % modulus) + modulus) % modulus;
}

async function mask(seed, size) {
  const made = new Uint8Array(size);
  for (let at = 0, count = 0; at < size; at += HASH, count += 1) {
    made.set((await sha384(seed, bytesOf(BigInt(count), 4))).slice(0, size - at), at);
  }
  return made;
}

// EMSA-PSS (RFC 8017, 9.1.1) with SHA-384, MGF1 and a salt of 48 bytes.
async function encoded(message, bits) {
  const size = Math.ceil(bits / 8), salt = random(SALT);
  const digest = await sha384(new Uint8Array(8), await sha384(message), salt);
  const block = new Uint8Array(size - HASH - 1);
  block[block.length - SALT - 1] = 1;
  block.set(salt, block.length - SALT);
  const masked = (await mask(digest, block.length)).map((one, at) => one ^ block[at]);
  masked[0] &= 0xff >> (size * 8 - bits);
  const made = new Uint8Array(size);
  made.set(masked);
  made.set(digest, masked.length);
  made[size - 1] = 0xbc;
  return number(made);
}

export async function blinded(modulus) {
  const n = BigInt(`0x${modulus}`), bits = n.toString(2).length, size = Math.ceil(bits / 8);
  const token = random(32), message = await encoded(token, bits - 1);
  let factor;
  do factor = number(random(size)); while (factor < 2n || factor >= n);
  const undo = inverse(factor, n);
  return {
    request: hex(bytesOf((message * power(factor, EXPONENT, n)) % n, size)),
    finish(answer) {
      const signature = (BigInt(`0x${answer}`) * undo) % n;
      if (power(signature, EXPONENT, n) !== message) throw new Error("the signature is wrong");
      return `${hex(token)}.${hex(bytesOf(signature, size))}`;
    },
  };
}

const form = globalThis.document?.querySelector("[data-blind]");
form?.addEventListener("submit", async (event) => {
  event.preventDefault();
  const button = form.querySelector("[type=submit]"), wrong = form.querySelector(".wrong");
  button.disabled = true;
  try {
    const made = await blinded(form.dataset.blind);
    const body = new URLSearchParams(new FormData(form));
    body.set("blinded", made.request);
    const answer = await fetch(form.dataset.sign, { method: "POST", body });
    const said = await answer.json();
    if (said.wrong) throw new Error(said.wrong);
    location.assign(`${form.dataset.vote}#${made.finish(said.signed)}`);
  } catch (fault) {
    wrong.textContent = fault.message;
    wrong.hidden = false;
    button.disabled = false;
  }
});
