// Frames of the shop as elements. Words go in as text only, so nothing a person wrote can become markup.

const SVG = "http://www.w3.org/2000/svg";

const ICONS = {
  chat: "M4 5.5A2.5 2.5 0 0 1 6.5 3h11A2.5 2.5 0 0 1 20 5.5v8a2.5 2.5 0 0 1-2.5 2.5H11l-4.6 3.7c-.6.5-1.4 0-1.4-.7V15.8A2.5 2.5 0 0 1 4 13.5z",
  close: "M6 6l12 12M18 6L6 18",
  send: "M4.5 11.2 19 4.6c.6-.3 1.2.3.9.9l-6.6 14.5c-.3.6-1.2.6-1.4-.1l-1.7-5.2a1 1 0 0 0-.6-.6l-5.2-1.7c-.7-.2-.7-1.1.1-1.2z",
  pin: "M12 21s7-6.2 7-11.3A7 7 0 0 0 5 9.7C5 14.8 12 21 12 21zM12 12.2a2.4 2.4 0 1 0 0-4.8 2.4 2.4 0 0 0 0 4.8z",
  bin: "M5 7h14M10 7V5h4v2M7 7l1 12h8l1-12",
};

export const icon = (name) => {
  const svg = document.createElementNS(SVG, "svg");
  svg.setAttribute("viewBox", "0 0 24 24");
  svg.setAttribute("aria-hidden", "true");
  svg.classList.add("icon", `icon-${name}`);
  const path = document.createElementNS(SVG, "path");
  path.setAttribute("d", ICONS[name]);
  svg.append(path);
  return svg;
};

// A line ends neither within hours from–till nor between a figure and its unit.
const unbroken = (words) => words.replace(/(\d)–(?=\d)/g, "$1\u2060–\u2060").replace(/(\d) (?=\p{L})/gu, "$1\u00a0");

export const el = (tag, attributes = {}, ...children) => {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (name === "text") node.textContent = unbroken(value);
    else if (name === "onclick") node.addEventListener("click", value);
    else if (value !== null && value !== undefined && value !== false) node.setAttribute(name, value === true ? "" : value);
  }
  node.append(...children.filter(Boolean));
  return node;
};

export class Painter {
  constructor({ api, words, act, locate }) {
    Object.assign(this, { api, words, act, locate });
  }

  mine(text) {
    return el("div", { class: "row mine" }, el("div", { class: "bubble", text }));
  }

  note(text) {
    return el("div", { class: "row note", text });
  }

  theirs(frame) {
    const body = { products: "products", cart: "cart", slots: "slots", invoice: "invoice", order: "order", picture: "photo", table: "table" };
    const drawn = body[frame.kind] ? this[body[frame.kind]](frame) : [];
    const title = frame.title ? el("div", { class: "bubble", text: frame.title }) : null;
    return el("div", { class: `row theirs is-${frame.kind}` }, title, ...drawn, this.#choices(frame));
  }

  #choices(frame) {
    const buttons = frame.choices.map((c) => this.#button("choice", c));
    if (frame.ask === "location") {
      buttons.unshift(
        el("button", { class: "choice", type: "button", onclick: this.locate }, icon("pin"), this.words.location),
      );
    }
    return buttons.length ? el("div", { class: "choices" }, ...buttons) : null;
  }

  #button(kind, { action, label }, source = null) {
    return el("button", { class: kind, type: "button", text: label, onclick: () => this.act({ action, label, source }) });
  }

  #image(path, size) {
    if (!path) return el("span", { class: "no-picture", "aria-hidden": "true" });
    return el("img", { src: new URL(path, this.api), alt: "", width: size, height: size, loading: "lazy" });
  }

  products({ products, detail }) {
    const cards = products.map((p) => (detail ? this.#fullCard(p) : this.#card(p)));
    return [el("div", { class: detail ? "cards full" : "cards", role: "list" }, ...cards)];
  }

  #card(product) {
    const [add, details] = [find(product, "add:"), find(product, "show:")];
    const open = details && (() => this.act({ action: details.action, label: product.name }));
    const name = el("button", { class: "card-name", type: "button", text: product.name, onclick: open ?? (() => {}) });
    return el(
      "div",
      { class: "card", role: "listitem" },
      this.#image(product.picture, 72),
      el("div", { class: "card-body" }, name, this.#price(product), product.note ? el("span", { class: "quiet", text: product.note }) : null),
      add
        ? this.#plus(add, product)
        : el("span", { class: "quiet", text: product.availability }),
    );
  }

  #plus(add, product) {
    const label = `${add.label}: ${product.name}`;
    return el("button", { class: "plus", type: "button", "aria-label": label, title: add.label, text: "+", onclick: () => this.act({ action: add.action, label: product.name }) });
  }

  #fullCard(product) {
    const facts = product.attributes.map(([name, value]) =>
      el("div", {}, el("dt", { text: name }), el("dd", { text: value })),
    );
    return el(
      "div",
      { class: "card-full", role: "listitem" },
      this.#image(product.picture, 240),
      el("strong", { text: product.name }),
      this.#price(product),
      product.in_stock && !product.preorder ? null : el("span", { class: "quiet", text: product.availability }),
      product.also ? el("p", { text: product.also }) : null,
      product.description ? el("p", { text: product.description }) : null,
      facts.length ? el("dl", {}, ...facts) : null,
      find(product, "add:") ? this.#button("primary", find(product, "add:")) : null,
    );
  }

  table({ products, rows }) {
    const heads = products.map((p) => {
      const [add, details] = [find(p, "add:"), find(p, "show:")];
      const open = details && (() => this.act({ action: details.action, label: p.name }));
      const name = el("button", { class: "card-name", type: "button", text: p.name, onclick: open ?? (() => {}) });
      return el("th", { scope: "col" }, this.#image(p.picture, 56), name, add ? this.#plus(add, p) : null);
    });
    const lines = rows.map(({ label, cells }) =>
      el("tr", {}, el("th", { scope: "row", text: label }), ...cells.map((text) => el("td", { text: text || "–" }))),
    );
    const table = el("table", {}, el("thead", {}, el("tr", {}, el("td"), ...heads)), el("tbody", {}, ...lines));
    return [el("div", { class: "table", tabindex: "0", role: "region", "aria-label": products.map((p) => p.name).join(", ") }, table)];
  }

  #price({ price, old_price: old }) {
    return el("div", { class: "price" }, el("span", { text: price }), old ? el("s", { text: old }) : null);
  }

  cart({ lines, rows, editable }, node = el("div", { class: "sheet" })) {
    const items = lines.map((line) => this.#line(line, editable, node));
    const sums = rows.map((text, place) => el("div", { class: place === rows.length - 1 && editable ? "sum strong" : "sum", text }));
    node.append(el("ul", { class: "lines" }, ...items), el("div", { class: "sums" }, ...sums));
    return [node];
  }

  #line(line, editable, source) {
    return el(
      "li",
      {},
      this.#image(line.picture, 40),
      el("span", { class: "line-name", text: line.name }),
      el("span", { class: "line-quantity quiet", text: line.quantity }),
      el("span", { class: "line-total", text: line.total }),
      editable ? this.#steps(line, source) : null,
    );
  }

  #steps(line, source) {
    const step = (action, sign, word) =>
      action &&
      el("button", { type: "button", "aria-label": `${word}: ${line.name}`, onclick: () => this.act({ action, source }) }, sign);
    return el(
      "span",
      { class: "steps" },
      step(line.less, "−", this.words.less),
      step(line.more, "+", this.words.more),
      step(line.remove, icon("bin"), this.words.remove),
    );
  }

  slots({ slots, hint }) {
    const chips = slots.map((slot) =>
      el(
        "button",
        { class: slot.kind === "express" ? "slot express" : slot.green ? "slot green" : "slot", type: "button", title: slot.hint, onclick: () => this.act({ action: slot.action, label: slot.label }) },
        el("span", { text: slot.label }),
        slot.fee || slot.green ? el("span", { class: "fee", text: [slot.fee, slot.green && "🌿"].filter(Boolean).join(" ") }) : null,
      ),
    );
    return [el("div", { class: "slots" }, ...chips), hint ? el("div", { class: "quiet", text: hint }) : null];
  }

  invoice({ pay_url: url, pay_label: label }) {
    return [el("a", { class: "primary pay", href: safe(url, this.api), target: "_blank", rel: "noopener", text: label })];
  }

  order(order) {
    const facts = [order.window, order.address, ...order.notes];
    // A browser may remember an order of before its sums were told.
    const sums = order.sums ?? [order.total];
    return [
      el(
        "div",
        { class: "sheet" },
        el("div", { class: "badges" }, el("span", { class: "badge", text: order.state_text }), el("span", { class: "badge", text: order.payment_text })),
        el("ul", { class: "lines" }, ...order.lines.map((line) => this.#line(line, false))),
        el("div", { class: "sums" }, ...[...sums, ...facts].map((text) => el("div", { class: sums.at(-1) === text ? "sum strong" : "sum", text }))),
        el("a", { class: "secondary", href: safe(order.tracking_url, this.api), target: "_blank", rel: "noopener", text: order.tracking_label }),
      ),
    ];
  }

  photo({ picture, title }) {
    const address = safe(picture, this.api);
    return [el("a", { class: "photo", href: address, target: "_blank", rel: "noopener" }, el("img", { src: address, alt: title, loading: "lazy" }))];
  }
}

const find = (product, start) => product.choices.find((c) => c.action.startsWith(start));

// A link only ever leads to a web page.
const safe = (address, base) => {
  const url = new URL(address, base);
  return url.protocol === "http:" || url.protocol === "https:" ? url.href : "about:blank";
};
