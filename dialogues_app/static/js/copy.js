// Adds a button that copies an address; without it the address stands in its field.
"use strict";
for (const box of document.querySelectorAll("[data-copy]")) {
  const field = box.querySelector("input");
  const button = document.createElement("button");
  const said = document.createElement("span");
  button.type = "button";
  button.className = "btn ghost mt3";
  button.textContent = box.dataset.copy;
  said.className = "sm muted";
  said.setAttribute("role", "status");
  button.addEventListener("click", async () => {
    field.select();
    try {
      await navigator.clipboard.writeText(field.value);
      said.textContent = box.dataset.copied;
    } catch {
      field.focus(); // the address is selected: Ctrl+C takes it
    }
  });
  box.append(button, " ", said);
}
