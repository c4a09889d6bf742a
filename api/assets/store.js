// The storefront's buttons speak through the chat.
import "/widget.js";

document.addEventListener("click", (event) => {
  const chat = document.querySelector("duken-chat");
  const button = event.target.closest("[data-action], [data-say]");
  if (!button) return;
  if (button.dataset.say) chat.say(button.dataset.say);
  else chat.tap(button.dataset.action, button.closest(".product").querySelector("h3").textContent);
});

// Opened at once where there is room for both the shop and the chat.
document.addEventListener("duken-ready", (event) => {
  if (matchMedia("(min-width: 1100px)").matches) event.target.open();
});
