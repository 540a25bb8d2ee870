// Sign-in pages: says in words when a passkey was not used, and hides nothing else. The exchange itself is allauth's script.

const words = document.querySelector("[data-passkey-error]");

document.addEventListener("allauth.error", (event) => {
  event.preventDefault();
  if (!words) return;
  document.querySelector("h1").after(words);
  words.hidden = false;
});
