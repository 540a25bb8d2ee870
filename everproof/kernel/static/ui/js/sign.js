// Signs with a passkey: the button carries what the authenticator is to answer, its answer goes with the form.
// Without this file the button stays away and the password signs. The dialog brings the button in later, so we listen above.

const toBytes = (text) => Uint8Array.from(atob(text.replaceAll("-", "+").replaceAll("_", "/")), (c) => c.charCodeAt(0));
const toText = (buffer) => buffer && btoa(String.fromCharCode(...new Uint8Array(buffer))).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");

/** The options as the browser wants them: bytes where the server wrote base64url. */
function options(text) {
  const { publicKey } = JSON.parse(text);
  return {
    ...publicKey,
    challenge: toBytes(publicKey.challenge),
    allowCredentials: (publicKey.allowCredentials ?? []).map((known) => ({ ...known, id: toBytes(known.id) })),
  };
}

async function answer(text) {
  const given = await navigator.credentials.get({ publicKey: options(text) });
  const { authenticatorData, clientDataJSON, signature, userHandle } = given.response;
  return {
    id: given.id,
    rawId: toText(given.rawId),
    type: given.type,
    response: {
      authenticatorData: toText(authenticatorData),
      clientDataJSON: toText(clientDataJSON),
      signature: toText(signature),
      userHandle: toText(userHandle),
    },
    clientExtensionResults: given.getClientExtensionResults(),
  };
}

document.addEventListener("click", async (event) => {
  const button = event.target.closest("[data-sign-passkey]");
  if (!button) return;
  const words = button.form.querySelector("[data-sign-error]");
  button.disabled = true;
  words.hidden = true;
  try {
    button.form.elements.signature_credential.value = JSON.stringify(await answer(button.dataset.signPasskey));
    button.form.requestSubmit();
  } catch {
    words.hidden = false;
  } finally {
    button.disabled = false;
  }
});
