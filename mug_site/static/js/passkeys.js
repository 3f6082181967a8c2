// Security keys and passkeys: a form marked data-passkey asks the browser for a credential and sends it as JSON.
//   data-passkey="sign-in" fetches its options where the form sends to; "use" and "add" find them in the page, in the
//   element that data-passkey-options names.

const binary = (text) =>
  Uint8Array.from(atob(text.replace(/-/g, "+").replace(/_/g, "/")), (sign) => sign.charCodeAt(0));

const text = (buffer) =>
  buffer &&
  btoa(String.fromCharCode(...new Uint8Array(buffer)))
    .replace(/\+/g, "-")
    .replace(/\//g, "_")
    .replace(/=+$/, "");

const named = (credential) => ({ ...credential, id: binary(credential.id) });

function creation(options, passwordless) {
  const selection = passwordless
    ? { residentKey: "required", requireResidentKey: true, userVerification: "required" }
    : {};
  return {
    ...options,
    challenge: binary(options.challenge),
    user: { ...options.user, id: binary(options.user.id) },
    excludeCredentials: (options.excludeCredentials || []).map(named),
    authenticatorSelection: { ...options.authenticatorSelection, ...selection },
  };
}

function assertion(options) {
  return {
    ...options,
    challenge: binary(options.challenge),
    allowCredentials: (options.allowCredentials || []).map(named),
  };
}

function asJSON(credential) {
  const { response } = credential;
  const parts = ["clientDataJSON", "attestationObject", "authenticatorData", "signature", "userHandle"];
  const told = Object.fromEntries(parts.filter((name) => response[name]).map((name) => [name, text(response[name])]));
  if (response.getTransports) told.transports = response.getTransports();
  return JSON.stringify({
    type: credential.type,
    id: credential.id,
    rawId: text(credential.rawId),
    authenticatorAttachment: credential.authenticatorAttachment,
    clientExtensionResults: credential.getClientExtensionResults(),
    response: told,
  });
}

async function ask(form) {
  if (form.dataset.passkey === "sign-in") {
    const answer = await fetch(form.action, { headers: { Accept: "application/json" } });
    if (!answer.ok) throw new Error(`no options: ${answer.status}`);
    const { request_options: options } = await answer.json();
    return navigator.credentials.get({ publicKey: assertion(options.publicKey) });
  }
  const told = JSON.parse(document.getElementById(form.dataset.passkeyOptions).textContent);
  if (form.dataset.passkey === "use") {
    return navigator.credentials.get({ publicKey: assertion(told.request_options.publicKey) });
  }
  const passwordless = form.elements.passwordless?.checked;
  return navigator.credentials.create({ publicKey: creation(told.creation_options.publicKey, passwordless) });
}

for (const form of document.querySelectorAll("form[data-passkey]")) {
  if (!window.PublicKeyCredential) continue;
  form.hidden = false;
  const button = form.querySelector("[data-passkey-button]");
  const failed = form.querySelector("[data-passkey-failed]");
  button.addEventListener("click", async () => {
    failed.hidden = true;
    button.disabled = true;
    try {
      form.elements.credential.value = asJSON(await ask(form));
      form.submit();
    } catch {
      failed.hidden = false;
      button.disabled = false;
      button.focus();
    }
  });
}
