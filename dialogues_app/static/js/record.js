/* Screen f with script: shortcuts, # and @, saving without reloading, and a queue while there is no network.
   Everything works without it. Drafts and what is not sent yet stay in this tab (sessionStorage), by account, and are
   cleared at sign-out. What is saved is put into the queue first and sent from there: an id that the form was given
   makes a doubled send one record, so a send whose answer was lost is simply sent again. */
(() => {
  "use strict";
  const room = document.getElementById("rum");
  const announce = document.getElementById("lage");
  const store = sessionStorage;
  const RETRY = 5000, PATIENCE = 8000;
  let options = [], active = -1, trigger = null, sending = false, away = false;

  const $ = (id) => document.getElementById(id);
  const form = () => $("anteckna");
  const box = () => $("sentence");
  const key = (what) => `industrisamtal:${form()?.dataset.user ?? ""}:${location.pathname}:${what}`;
  const read = (what) => JSON.parse(store.getItem(key(what)) || "[]");
  const write = (what, rows) => rows.length ? store.setItem(key(what), JSON.stringify(rows)) : store.removeItem(key(what));
  const queue = () => read("queue");
  const setQueue = (rows) => { write("queue", rows); tell(); };
  const fields = (of) => [...new FormData(of)].filter(([, value]) => typeof value === "string");
  const value = (body, name) => body.find(([one]) => one === name)?.[1] ?? "";
  const words = (item) => value(item.body, "sentence") || value(item.body, "text");
  const newKey = () => crypto.randomUUID ? crypto.randomUUID() : String(Math.random()).slice(2) + Date.now();
  const MAIN = { anteckna: "sentence", sagt: "text" }; /* the forms that are held back, and their text */

  /* ---- what waits, what was refused ---- */
  const items = (list, rows, extra) => {
    list.replaceChildren(...rows.map((row, at) => {
      const line = document.createElement("li");
      line.append(words(row), extra ? extra(row, at) : "");
      return line;
    }));
  };
  const tell = () => {
    const waiting = away ? queue() : [], refused = read("refused");
    for (const id of ["vantar", "utan-kontakt"]) if ($(id)) $(id).hidden = !waiting.length;
    if ($("kon")) items($("kon"), waiting);
    if (!$("avvisade")) return;
    $("avvisade").hidden = !refused.length;
    const list = $("avvisade").querySelector("ul");
    items(list, refused, (row, at) => {
      const button = document.createElement("button");
      button.type = "button"; button.className = "linkish"; button.textContent = ` ${list.dataset.fetch}`;
      button.addEventListener("click", () => fetchBack(at));
      return button;
    });
  };
  const fill = (of, body) => {
    for (const [name, text] of body) {
      if (["csrf_token", "key", "measure"].includes(name) || !of.elements[name]) continue;
      of.elements[name].value = text;
    }
  };
  const fetchBack = (at) => {
    const rows = read("refused"), [row] = rows.splice(at, 1), of = $(row.form);
    const there = of.elements[MAIN[row.form]].value.trim() ? [{ form: row.form, address: of.action, body: fields(of) }] : [];
    write("refused", [...rows, ...there]); tell();
    of.closest("details")?.setAttribute("open", "");
    fill(of, row.body);
    for (const [name, slug] of row.body) if (name === "measure") chip(name, slug, slug);
    keepDraft(); of.elements[MAIN[row.form]].focus();
  };

  /* ---- drafts ---- */
  const keepDraft = () => {
    for (const [id, main] of Object.entries(MAIN)) {
      const of = $(id);
      if (!of) continue;
      const chips = id === "anteckna" ? [...$("lankar").querySelectorAll("input")].map((one) => [one.value, one.parentElement.textContent]) : [];
      of.elements[main].value.trim() || chips.length
        ? store.setItem(key(`draft:${id}`), JSON.stringify({ body: fields(of), chips })) : store.removeItem(key(`draft:${id}`));
    }
  };
  const bringDraft = () => {
    for (const [id, main] of Object.entries(MAIN)) {
      const kept = JSON.parse(store.getItem(key(`draft:${id}`)) || "null"), of = $(id);
      if (!kept || !of || of.elements[main].value.trim()) continue;
      fill(of, kept.body);
      if (id === "sagt") of.closest("details").open = true;
      for (const [slug, text] of kept.chips) if (!of.querySelector(`[name=measure][value="${CSS.escape(slug)}"]`)) chip("measure", slug, text);
    }
  };

  /* ---- sending ---- */
  const ask = async (address, given) => {
    const stop = new AbortController(), timer = setTimeout(() => stop.abort(), PATIENCE);
    try {
      const answer = await fetch(address, { ...given, headers: { "HX-Request": "true" }, credentials: "same-origin", signal: stop.signal });
      if (answer.redirected && new URL(answer.url).pathname.startsWith("/logga-in")) return null;
      return { status: answer.status, html: await answer.text() };
    } finally { clearTimeout(timer); }
  };
  const send = (item) => {
    const fresh = form().elements.csrf_token.value;
    const body = item.body.map(([name, text]) => [name, name === "csrf_token" ? fresh : text]);
    return ask(item.address, { method: "POST", body: new URLSearchParams(body) });
  };
  const renewToken = async () => { /* the page has been open for long: its token is too old, what was typed is not */
    const answer = await ask(location.href, {});
    if (answer === null || answer.status !== 200) return false;
    const page = new DOMParser().parseFromString(answer.html, "text/html").querySelector("#anteckna [name=csrf_token]");
    if (!page) return false;
    for (const one of document.querySelectorAll("#rum [name=csrf_token]")) one.value = page.value;
    return true;
  };
  const swap = (html) => {
    const kept = [...document.querySelectorAll("#narvaro [name=there]")].map((tick) => [tick.value, tick.checked]);
    const at = document.activeElement?.id, from = document.activeElement?.selectionStart;
    const focused = at && room.contains(document.activeElement), type = form()?.elements.type.value;
    room.innerHTML = html;
    for (const [holder, checked] of kept) {
      const tick = document.querySelector(`#narvaro [name=there][value="${holder}"]`);
      if (tick) tick.checked = checked;
    }
    announce.textContent = room.querySelector(".livebar")?.dataset.said || "";
    ready(); bringDraft(); count();
    if (type && form() && !form().elements.type.value) form().elements.type.value = type; /* may be chosen before a word is written */
    if (focused && $(at)) { $(at).focus(); try { $(at).setSelectionRange(from, from); } catch { /* no text field */ } }
  };
  const empty = (of) => {
    const type = form().elements.type.value, outcome = $("sagt")?.elements.outcome.value;
    of.reset();
    if (of === form()) { for (const one of [...$("lankar").children]) one.remove(); form().elements.type.value = type; count(); }
    else of.elements.outcome.value = outcome;
    of.elements.key.value = newKey();
    keepDraft(); of.elements[MAIN[of.id]].focus();
  };
  const signedOut = () => { $("utloggad").hidden = false; $("utloggad").scrollIntoView(); };
  const save = (of) => {
    keepDraft();
    setQueue([...queue(), { form: of.id, address: of.action, body: fields(of) }]);
    empty(of); offerWaiting(); flush();
  };
  const refuse = (item, answer) => {
    const mayShow = answer.status === 422 && item.form === "anteckna" && !box().value.trim();
    if (mayShow) { swap(answer.html); room.querySelector(".err-sum")?.focus(); return; }
    write("refused", [...read("refused"), item]); tell();
    announce.textContent = $("avvisade-r")?.textContent ?? "";
  };
  const flush = async () => {
    if (sending || !queue().length || !form()) return;
    sending = true;
    try {
      while (queue().length) {
        const first = queue()[0];
        let answer = await send(first);
        if (answer?.status === 400 && await renewToken()) answer = await send(first);
        if (answer === null) { signedOut(); break; }
        if (answer.status >= 500 || [400, 403, 429].includes(answer.status)) throw new Error("later");
        away = false; keepDraft(); setQueue(queue().slice(1));
        if (answer.status === 200) swap(answer.html); else { refuse(first, answer); }
      }
    } catch { /* no network: what waits is shown, and the next try is in a moment */
      away = true; tell();
      announce.textContent = $("utan-kontakt")?.querySelector("b").textContent ?? "";
    } finally { sending = false; }
  };
  const submitted = (event) => { event.preventDefault(); save(event.currentTarget); };
  const offerWaiting = () => { /* a statement may belong to an outcome that is not sent yet */
    const choice = $("sagt")?.elements.outcome;
    if (!choice) return;
    for (const old of [...choice.options]) if (old.value.startsWith("k:")) old.remove();
    for (const item of queue().filter((one) => one.form === "anteckna")) {
      const option = new Option($("sagt").dataset.new.replace("{}", words(item).slice(0, 60)), `k:${value(item.body, "key")}`);
      choice.prepend(option); option.selected = true;
    }
  };

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
    if (event.ctrlKey && event.key === "Enter") {
      event.preventDefault();
      ($("sagt")?.contains(event.target) ? $("sagt") : form()).requestSubmit();
      return;
    }
    if (!event.altKey || event.ctrlKey || event.metaKey) return;
    const types = [...form().elements.type];
    const number = /^Digit([1-4])$/.exec(event.code);
    if (number) { event.preventDefault(); types[number[1] - 1].checked = true; keepDraft(); box().focus(); }
    else if (event.code === "KeyU" && $("sagt")) { event.preventDefault(); $("vem-sade-vad").open = true; $("sagt").elements.text.focus(); }
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
    for (const of of [form(), $("sagt")].filter(Boolean)) {
      of.addEventListener("submit", submitted);
      of.addEventListener("input", keepDraft);
    }
    const input = box();
    /* A textarea may have no other role, hence no aria-expanded; that a list opens is announced. */
    for (const [name, value] of [["aria-autocomplete", "list"], ["aria-controls", "forslag-plats"]]) input.setAttribute(name, value);
    input.addEventListener("input", () => { count(); suggest(); });
    input.addEventListener("blur", () => setTimeout(close, 150));
    tell(); offerWaiting(); count();
  };

  document.addEventListener("keydown", pressed);
  addEventListener("online", flush);
  setInterval(flush, RETRY);
  ready(); bringDraft(); flush();
})();
