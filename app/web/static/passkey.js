// The one script of these pages. A passkey lives in the device, and only a script can ask it:
// the answer goes into the form around the button, and the form is sent like any other.
"use strict";

const bytes = (text) =>
  Uint8Array.from(atob(text.replace(/-/g, "+").replace(/_/g, "/")), (c) => c.charCodeAt(0));
const text = (buffer) =>
  btoa(String.fromCharCode(...new Uint8Array(buffer)))
    .replace(/\+/g, "-").replace(/\//g, "_").replace(/=/g, "");
const listed = (keys = []) => keys.map((key) => ({ ...key, id: bytes(key.id) }));

function asked(options) {
  const made = { ...options, challenge: bytes(options.challenge) };
  if (options.user) made.user = { ...options.user, id: bytes(options.user.id) };
  made.excludeCredentials = listed(options.excludeCredentials);
  made.allowCredentials = listed(options.allowCredentials);
  return { publicKey: made };
}

function answered(key) {
  const response = {};
  for (const part of ["clientDataJSON", "attestationObject", "authenticatorData", "signature", "userHandle"]) {
    if (key.response[part]) response[part] = text(key.response[part]);
  }
  return JSON.stringify({ id: key.id, rawId: text(key.rawId), type: key.type, response });
}

async function ask(form) {
  const options = asked(JSON.parse(form.dataset.options));
  const key = await navigator.credentials[form.dataset.passkey](options);
  form.elements.answer.value = answered(key);
  form.submit();
}

for (const form of document.querySelectorAll("form[data-passkey]")) {
  if (!window.PublicKeyCredential) continue;
  form.hidden = false;
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    const failed = form.querySelector("[data-failed]");
    failed.hidden = true;
    ask(form).catch(() => { failed.hidden = false; });
  });
}
