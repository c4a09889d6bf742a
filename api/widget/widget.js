// <duken-chat store="…" lang="kk|ru|en" api="https://…">: the shop's chat on any page. No build step, no dependencies.

import { Painter, el, icon } from "./widget/draw.js";
import { Memory } from "./widget/memory.js";
import { sheet } from "./widget/style.js";
import { Talk } from "./widget/talk.js";

const TYPING_AFTER_MS = 350;
// More than the shop reads, for it says so; cut here, a list would end in the middle and nobody would know.
const LONGEST_SENT = 20000;
const HOME = new URL(".", import.meta.url);

class DukenChat extends HTMLElement {
  #talk;
  #memory;
  #paint;
  #parts = {};
  #words;
  #unread = 0;
  #typing = 0;
  #up = true;

  async connectedCallback() {
    if (this.#talk) return this.#talk.start();
    const api = new URL(this.getAttribute("api") ?? HOME, location.href);
    const language = this.getAttribute("lang") ?? document.documentElement.lang ?? "ru";
    const store = this.getAttribute("store") ?? "";
    this.#words = await (await fetch(new URL(`/v1/chat/words?lang=${encodeURIComponent(language)}`, api))).json();
    this.#memory = new Memory(store);
    this.#paint = new Painter({ api, words: this.#words, act: (choice) => this.#act(choice), locate: () => this.#locate() });
    this.#build();
    this.#talk = new Talk({ api, store, language, memory: this.#memory });
    this.#listen();
    this.#remember();
    if (this.#memory.token) this.#talk.start();
    this.dispatchEvent(new CustomEvent("duken-ready", { bubbles: true }));
  }

  disconnectedCallback() {
    this.#talk?.stop();
  }

  // For the page around: opens the chat and says or taps something there.
  say(text) {
    this.open();
    this.#say({ text }, text);
  }

  tap(action, label) {
    this.open();
    this.#act({ action, label });
  }

  open() {
    if (!this.#parts.panel.hidden) return;
    this.#parts.panel.hidden = false;
    this.#parts.launcher.setAttribute("aria-expanded", "true");
    this.#seen();
    if (!this.#memory.token) this.#talk.start();
    if (!this.#memory.log.length && !this.#talk.waiting) this.#talk.say({ action: "start" });
    // On a phone the keyboard would cover what is to be read.
    const { input, log } = this.#parts;
    (matchMedia("(min-width: 480px)").matches ? input : log).focus();
    this.#down("instant");
  }

  close() {
    this.#parts.panel.hidden = true;
    this.#parts.launcher.setAttribute("aria-expanded", "false");
    this.#parts.launcher.focus();
  }

  #build() {
    const w = this.#words;
    const p = this.#parts;
    p.badge = el("span", { class: "unread", hidden: true });
    p.launcher = el("button", { class: "launcher", type: "button", "aria-label": w.open, "aria-expanded": "false", onclick: () => (p.panel.hidden ? this.open() : this.close()) }, icon("chat"), p.badge);
    p.line = el("span", { class: "status", text: w.status });
    const close = el("button", { class: "close", type: "button", "aria-label": w.close, onclick: () => this.close() }, icon("close"));
    const head = el("header", {}, el("span", { class: "face", "aria-hidden": "true" }, icon("chat")), el("div", {}, el("strong", { text: w.title }), p.line), close);
    p.dots = el("div", { class: "row theirs dots", hidden: true, "aria-label": w.typing, role: "status" }, el("div", { class: "bubble" }, el("i"), el("i"), el("i")));
    p.log = el("div", { class: "log", role: "log", "aria-live": "polite", "aria-label": w.messages, tabindex: "0" }, p.dots);
    p.input = el("textarea", { rows: 1, maxlength: LONGEST_SENT, placeholder: w.placeholder, "aria-label": w.placeholder, enterkeyhint: "send" });
    p.form = el("form", { class: "say" }, p.input, el("button", { class: "send", type: "submit", "aria-label": w.send }, icon("send")));
    p.panel = el("section", { class: "panel", role: "dialog", "aria-label": w.title, hidden: true }, head, p.log, p.form);
    const shadow = this.attachShadow({ mode: "open" });
    shadow.adoptedStyleSheets = [sheet];
    shadow.append(p.panel, p.launcher);
  }

  #listen() {
    const p = this.#parts;
    p.form.addEventListener("submit", (event) => {
      event.preventDefault();
      this.#send();
    });
    p.input.addEventListener("keydown", (event) => {
      if (event.key === "Enter" && !event.shiftKey && !event.isComposing) {
        event.preventDefault();
        this.#send();
      }
    });
    p.input.addEventListener("input", () => this.#fit());
    p.panel.addEventListener("keydown", (event) => event.key === "Escape" && this.close());
    this.#talk.addEventListener("replies", (event) => this.#replies(event.detail));
    this.#talk.addEventListener("problem", (event) => this.#put(this.#paint.note(event.detail.problem.detail)));
    this.#talk.addEventListener("waiting", (event) => this.#wait(event.detail));
    this.#talk.addEventListener("line", (event) => this.#line(event.detail));
    addEventListener("online", () => this.#talk.hurry());
  }

  #remember() {
    for (const entry of this.#memory.log) this.#put(entry.mine ? this.#paint.mine(entry.mine) : this.#paint.theirs(entry.frame));
  }

  #send() {
    const text = this.#parts.input.value.trim();
    if (!text) return;
    this.#parts.input.value = "";
    this.#fit();
    this.#say({ text }, text);
  }

  #say(said, shown) {
    if (shown) {
      this.#memory.add({ mine: shown });
      this.#put(this.#paint.mine(shown));
    }
    this.#talk.say(said);
    this.#down();
  }

  // A change made inside a cart draws that cart anew; every other choice is something the person said.
  #act({ action, label, source }) {
    this.#redraws = source ?? null;
    this.#say({ action }, source ? null : label);
  }

  #redraws = null;

  #locate() {
    const denied = () => this.#put(this.#paint.note(this.#words["location-denied"]));
    if (!navigator.geolocation) return denied();
    navigator.geolocation.getCurrentPosition(
      ({ coords }) => this.#say({ location: { lat: coords.latitude, lon: coords.longitude } }, this.#words.location),
      denied,
      { enableHighAccuracy: true, timeout: 15000 },
    );
  }

  #replies({ replies, pushed }) {
    const old = this.#redraws?.closest(".row");
    this.#redraws = null;
    const inPlace = old && replies.length === 1 && replies[0].kind === "cart" && old.nextElementSibling === this.#parts.dots;
    for (const frame of replies) {
      const row = this.#paint.theirs(frame);
      if (inPlace) {
        this.#memory.replaceLast({ frame });
        this.#swap(old, row);
      } else {
        this.#memory.add({ frame });
        this.#put(row);
      }
    }
    const asked = replies.at(-1)?.ask;
    this.#parts.input.inputMode = asked === "contact" ? "tel" : "text";
    this.#parts.input.placeholder = asked === "contact" ? this.#words["phone-placeholder"] : this.#words.placeholder;
    if (this.#parts.panel.hidden && pushed) this.#count(replies.length);
    if (!inPlace) this.#down();
  }

  // Who works by the keyboard goes on from the same button of the new row.
  #swap(old, row) {
    const focused = this.shadowRoot.activeElement;
    const label = old.contains(focused) ? focused.getAttribute("aria-label") : null;
    old.replaceWith(row);
    if (!label) return;
    const same = [...row.querySelectorAll("button")].find((button) => button.getAttribute("aria-label") === label);
    (same ?? this.#parts.log).focus({ preventScroll: true });
  }

  #put(row) {
    this.#parts.dots.before(row);
  }

  #wait(waiting) {
    clearTimeout(this.#typing);
    // Without a line nobody is typing an answer.
    if (waiting && this.#up) this.#typing = setTimeout(() => this.#dots(true), TYPING_AFTER_MS);
    else this.#dots(false);
  }

  #dots(shown) {
    this.#parts.dots.hidden = !shown;
    if (shown) this.#down();
  }

  #line(up) {
    if (up !== this.#up) {
      this.#up = up;
      this.#wait(this.#talk.waiting);
    }
    this.#parts.line.textContent = up ? this.#words.status : this.#words.offline;
    this.#parts.line.classList.toggle("off", !up);
  }

  #count(more) {
    this.#unread += more;
    this.#parts.badge.textContent = this.#unread;
    this.#parts.badge.hidden = false;
    this.#parts.launcher.setAttribute("aria-label", `${this.#words.open}. ${this.#words["new-messages"]}: ${this.#unread}`);
  }

  #seen() {
    this.#unread = 0;
    this.#parts.badge.hidden = true;
    this.#parts.launcher.setAttribute("aria-label", this.#words.open);
  }

  #fit() {
    const { input } = this.#parts;
    input.style.height = "auto";
    input.style.height = `${Math.min(input.scrollHeight, 120)}px`;
  }

  // To the end, but never past the beginning of the last row: a long list is read from its top.
  #down(behavior = "smooth") {
    const { log } = this.#parts;
    requestAnimationFrame(() => {
      const last = [...log.querySelectorAll(".row:not([hidden])")].at(-1);
      const before = last?.previousElementSibling;
      const short = before?.matches(".mine") && before.offsetHeight < log.clientHeight / 2;
      const first = short ? before : last;
      log.scrollTo({ top: first ? first.offsetTop - 12 : log.scrollHeight, behavior });
    });
  }
}

customElements.define("duken-chat", DukenChat);
