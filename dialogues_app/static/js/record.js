/* Screen f with script: shortcuts, # and @, saving without reloading, and a queue while there is no network.
   Everything works without it. Drafts and unsent outcomes stay in this tab (sessionStorage), by account. */
(() => {
  "use strict";
  const room = document.getElementById("rum");
  const announce = document.getElementById("lage");
  const store = sessionStorage;
  const RETRY = 5000;
  let options = [], active = -1, trigger = null, sending = false;

  const $ = (id) => document.getElementById(id);
  const form = () => $("anteckna");
  const box = () => $("sentence");
  const key = (what) => `industrisamtal:${form()?.dataset.user ?? ""}:${location.pathname}:${what}`;
  const queue = () => JSON.parse(store.getItem(key("queue")) || "[]");
  const setQueue = (waiting) => {
    waiting.length ? store.setItem(key("queue"), JSON.stringify(waiting)) : store.removeItem(key("queue"));
    for (const id of ["vantar", "utan-kontakt"]) if ($(id)) $(id).hidden = !waiting.length;
  };
  const fields = (of) => [...new FormData(of)].filter(([, value]) => typeof value === "string");

  /* ---- the draft and the queue ---- */
  const DRAFT = ["type", "sentence", "who", "due", "said", "new_measure", "raised_by", "audience"];
  const keepDraft = () => {
    if (!form()) return;
    const kept = fields(form()).filter(([name]) => DRAFT.includes(name));
    box().value.trim() ? store.setItem(key("draft"), JSON.stringify(kept)) : store.removeItem(key("draft"));
  };
  const bringDraft = () => {
    const kept = JSON.parse(store.getItem(key("draft")) || "null");
    if (!kept || !form() || box().value.trim()) return;
    for (const [name, value] of kept) if (form().elements[name]) form().elements[name].value = value;
  };

  const send = async (address, body) => {
    const answer = await fetch(address, {
      method: "POST", body: new URLSearchParams(body), headers: { "HX-Request": "true" }, credentials: "same-origin",
    });
    if (answer.redirected && new URL(answer.url).pathname.startsWith("/logga-in")) return null;
    return { status: answer.status, html: await answer.text() };
  };
  const swap = (html) => {
    const kept = [...document.querySelectorAll("#narvaro [name=there]")].map((tick) => [tick.value, tick.checked]);
    room.innerHTML = html;
    for (const [value, checked] of kept) {
      const tick = document.querySelector(`#narvaro [name=there][value="${value}"]`);
      if (tick) tick.checked = checked;
    }
    announce.textContent = room.querySelector(".livebar")?.dataset.said || "";
    ready();
  };
  const empty = () => {
    const type = form().elements.type.value;
    form().reset();
    for (const chip of [...$("lankar").children]) chip.remove();
    form().elements.key.value = crypto.randomUUID ? crypto.randomUUID() : String(Math.random()).slice(2) + Date.now();
    form().elements.type.value = type;
    store.removeItem(key("draft"));
    box().focus();
  };
  const signedOut = () => { $("utloggad").hidden = false; $("utloggad").scrollIntoView(); };

  const save = async () => {
    if (sending) return;
    const body = fields(form()), address = form().action;
    const writing = box().value;
    sending = true;
    try {
      const answer = await send(address, body);
      if (answer === null) { signedOut(); return; }
      if (answer.status === 200 || answer.status === 422) {
        const since = box().value !== writing ? box().value : "";
        if (answer.status === 200) store.removeItem(key("draft"));
        swap(answer.html);
        if (answer.status === 422) room.querySelector(".err-sum")?.focus();
        else { if (since) box().value = since; box().focus(); }
      } else { form().removeEventListener("submit", submitted); form().requestSubmit(); }
    } catch {
      setQueue([...queue(), { address, body }]);
      announce.textContent = $("utan-kontakt").textContent;
      empty();
    } finally { sending = false; }
  };
  const flush = async () => {
    if (sending || !queue().length || !form()) return;
    sending = true;
    try {
      while (queue().length) {
        const [first, ...rest] = queue();
        const fresh = form().elements.csrf_token.value;
        const body = first.body.map(([name, value]) => [name, name === "csrf_token" ? fresh : value]);
        const answer = await send(first.address, body);
        if (answer === null) { signedOut(); break; }
        if (answer.status >= 500) break;
        if (answer.status === 200) {
          keepDraft(); setQueue(rest); swap(answer.html); bringDraft();
        } else { /* refused: shown again with what is wrong, nothing lost */
          setQueue(rest); swap(answer.html); break;
        }
      }
    } catch { /* still no network: the next try is in a moment */ } finally { sending = false; }
  };
  const submitted = (event) => { event.preventDefault(); save(); };

  /* ---- # and @ : a combobox on the sentence ---- */
  const close = () => {
    $("forslag")?.remove(); options = []; active = -1; trigger = null;
    box()?.removeAttribute("aria-activedescendant");
  };
  const mark = (index) => {
    active = index;
    options.forEach((option, at) => option.element.setAttribute("aria-selected", String(at === index)));
    if (options[index]) {
      box().setAttribute("aria-activedescendant", options[index].element.id);
      options[index].element.scrollIntoView({ block: "nearest" });
    }
  };
  const line = (text, note, wanted, icon) => {
    const element = document.createElement("li"), body = document.createElement("span"), title = document.createElement("span");
    element.setAttribute("role", "option");
    const first = document.createElement("span");
    first.className = "quiet"; first.textContent = icon;
    const at = text.toLowerCase().indexOf(wanted.toLowerCase());
    if (wanted && at >= 0) {
      const hit = document.createElement("mark");
      hit.textContent = text.slice(at, at + wanted.length);
      title.append(text.slice(0, at), hit, text.slice(at + wanted.length));
    } else title.textContent = text;
    body.append(title);
    if (note) { const small = document.createElement("span"); small.className = "muted xs sub"; small.textContent = note; body.append(small); }
    element.append(first, body);
    return element;
  };
  const show = (rows, label) => {
    const list = document.createElement("ul");
    list.id = "forslag"; list.className = "suggest"; list.setAttribute("role", "listbox"); list.setAttribute("aria-label", label);
    const now = trigger; close(); trigger = now;
    options = rows.map((row, at) => {
      const element = line(row.text, row.note, now.text, row.icon);
      element.id = `forslag-${at}`;
      element.addEventListener("mousedown", (event) => { event.preventDefault(); pick(at); });
      list.append(element);
      return { ...row, element };
    });
    if (!options.length) { close(); return; }
    $("forslag-plats").append(list);
    announce.textContent = `${label}: ${options.length}`;
    mark(0);
  };
  const pick = (at) => {
    const chosen = options[at], input = box();
    const before = input.value.slice(0, trigger.start).replace(/\s+$/, ""), after = input.value.slice(trigger.end);
    input.value = before + after; input.selectionStart = input.selectionEnd = before.length;
    close(); chosen.act(); keepDraft(); input.focus();
  };
  const chip = (name, value, text) => {
    const label = document.createElement("label"), tick = document.createElement("input");
    label.className = "pick on"; tick.type = "checkbox"; tick.name = name; tick.value = value; tick.checked = true;
    tick.setAttribute("aria-label", $("forslag-plats").dataset.remove.replace("{}", text));
    tick.addEventListener("change", () => { label.remove(); box().focus(); });
    label.append(tick, text); $("lankar").append(label);
  };
  const suggest = async () => {
    const input = box(), upTo = input.value.slice(0, input.selectionStart);
    const found = /(^|\s)([#@])([^\s#@][^#@\n]{0,40}|)$/.exec(upTo);
    if (!found || input.selectionStart !== input.selectionEnd) { close(); return; }
    const here = { start: upTo.length - found[3].length - 1, end: upTo.length, text: found[3] };
    trigger = here;
    const words = $("forslag-plats").dataset;
    if (found[2] === "@") {
      const choices = [...form().elements.who.options].filter((o) => o.value && o.text.toLowerCase().includes(here.text.toLowerCase()));
      show(choices.slice(0, 8).map((o) => ({ text: o.text, note: "", icon: "@", act: () => { form().elements.who.value = o.value; } })), words.people);
      return;
    }
    if (here.text.length < 2) { close(); return; }
    let measures = [];
    try {
      const answer = await fetch(`${form().dataset.suggest}?q=${encodeURIComponent(here.text)}`, { credentials: "same-origin" });
      measures = (await answer.json()).measures;
    } catch { measures = []; }
    if (trigger !== here) return; /* typed on meanwhile */
    show([
      ...measures.map((m) => ({ text: m.title, note: m.note, icon: "#", act: () => chip("measure", m.slug, m.title) })),
      { text: words.none.replace("{}", here.text), note: "", icon: "+", act: () => { form().elements.new_measure.value = here.text; form().querySelector("details").open = true; } },
    ], words.measures);
  };

  /* ---- keys ---- */
  const shortcutsOn = () => localStorage.getItem("industrisamtal:kortkommandon") !== "av";
  const step = (by) => {
    const items = [...document.querySelectorAll(".rail li")], at = items.findIndex((item) => item.hasAttribute("aria-current"));
    items[at + by]?.querySelector("a").click();
  };
  const pressed = (event) => {
    if (event.target === box() && options.length && !event.altKey && !event.ctrlKey) {
      if (event.key === "ArrowDown" || event.key === "ArrowUp") {
        event.preventDefault();
        mark((active + (event.key === "ArrowDown" ? 1 : -1) + options.length) % options.length);
        return;
      }
      if (event.key === "Enter" || event.key === "Tab") { event.preventDefault(); pick(active); return; }
      if (event.key === "Escape") { event.preventDefault(); close(); return; }
    }
    if (!shortcutsOn() || !form()) return;
    if (event.ctrlKey && event.key === "Enter") { event.preventDefault(); form().requestSubmit(); return; }
    if (!event.altKey || event.ctrlKey || event.metaKey) return;
    const types = [...form().elements.type];
    const number = /^Digit([1-4])$/.exec(event.code);
    if (number) { event.preventDefault(); types[number[1] - 1].checked = true; keepDraft(); box().focus(); }
    else if (event.code === "KeyT") { event.preventDefault(); (types.find((t) => t.checked) || types[0]).focus(); }
    else if (event.key === "ArrowDown" || event.key === "ArrowUp") { event.preventDefault(); step(event.key === "ArrowDown" ? 1 : -1); }
  };

  const count = () => {
    const over = box().value.length - 240, place = $("tecken");
    place.textContent = over > 0 ? place.dataset.left.replace("{}", over) : "";
  };
  const ready = () => {
    $("kortkommandon").hidden = false;
    const off = $("stang-av");
    const word = () => { off.textContent = shortcutsOn() ? off.dataset.off : off.dataset.on; room.classList.toggle("no-kbd", !shortcutsOn()); };
    word();
    off.addEventListener("click", () => { localStorage.setItem("industrisamtal:kortkommandon", shortcutsOn() ? "av" : "på"); word(); });
    if (!form()) return;
    form().addEventListener("submit", submitted);
    form().addEventListener("input", keepDraft);
    const input = box();
    /* A textarea may have no other role, hence no aria-expanded; that a list opens is announced. */
    for (const [name, value] of [["aria-autocomplete", "list"], ["aria-controls", "forslag-plats"]]) input.setAttribute(name, value);
    input.addEventListener("input", () => { count(); suggest(); });
    input.addEventListener("blur", () => setTimeout(close, 150));
    setQueue(queue()); count();
  };

  document.addEventListener("keydown", pressed);
  addEventListener("online", flush);
  setInterval(flush, RETRY);
  ready(); bringDraft(); flush();
})();
