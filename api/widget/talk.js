// The line to the shop: one WebSocket that comes back by itself, plain HTTP where sockets do not pass.
// Every message has an id; what was not answered is sent again under the same id, and the shop does it once.

const FIRST_WAIT_MS = 500;
const LONGEST_WAIT_MS = 15000;
// Somebody who has said something looks at the screen.
const LONGEST_WAIT_FOR_AN_ANSWER_MS = 2000;
const POLL_MS = 4000;
const NOT_A_CONVERSATION = 4404;

const freshId = () =>
  Array.from(crypto.getRandomValues(new Uint8Array(16)), (b) => b.toString(16).padStart(2, "0")).join("");

export class Talk extends EventTarget {
  #pending = new Map();
  #socket = null;
  #wait = FIRST_WAIT_MS;
  #failures = 0;
  #timer = 0;
  #stopped = false;

  constructor({ api, store, language, memory }) {
    super();
    Object.assign(this, { api, store, language, memory });
  }

  get waiting() {
    return this.#pending.size > 0;
  }

  async start() {
    this.#stopped = false;
    clearTimeout(this.#timer);
    this.#timer = 0;
    try {
      if (!this.memory.token) await this.#newSession();
    } catch {
      this.#tell("line", false);
      return this.#later();
    }
    this.#connect();
  }

  stop() {
    this.#stopped = true;
    clearTimeout(this.#timer);
    this.#socket?.close();
  }

  // Says it now, or as soon as there is a line.
  say(said) {
    const id = freshId();
    this.#pending.set(id, { id, ...said, language: this.language });
    this.#tell("waiting", true);
    if (this.#socket?.readyState === WebSocket.OPEN) this.#socket.send(JSON.stringify(this.#pending.get(id)));
    else if (this.#failures > 1) this.#post(this.#pending.get(id));
    this.hurry();
    return id;
  }

  // Tries now what it would have tried in a while.
  hurry() {
    if (this.#timer) this.start();
  }

  async #newSession() {
    const answer = await fetch(new URL("/v1/chat/sessions", this.api), {
      method: "POST",
      headers: { "Content-Type": "application/json" },
      body: JSON.stringify({ store: this.store || null, language: this.language }),
    });
    if (!answer.ok) throw new Error(`no session: ${answer.status}`);
    const session = await answer.json();
    this.memory.begin(session.conversation_id, session.after);
  }

  #connect() {
    if (this.#stopped) return;
    const address = new URL("/v1/chat/ws", this.api);
    address.protocol = address.protocol.replace("http", "ws");
    address.search = new URLSearchParams({ token: this.memory.token, after: this.memory.after, lang: this.language });
    const socket = (this.#socket = new WebSocket(address));
    socket.onopen = () => {
      this.#wait = FIRST_WAIT_MS;
      this.#failures = 0;
      this.#tell("line", true);
      for (const message of this.#pending.values()) socket.send(JSON.stringify(message));
    };
    socket.onmessage = (event) => this.#heard(JSON.parse(event.data));
    socket.onclose = (event) => {
      if (this.#stopped) return;
      if (event.code === NOT_A_CONVERSATION) this.memory.forget();
      this.#failures += 1;
      this.#tell("line", false);
      this.#later();
    };
  }

  #later() {
    if (this.#failures > 1 && this.memory.token) this.#poll();
    const wait = this.waiting ? Math.min(this.#wait, LONGEST_WAIT_FOR_AN_ANSWER_MS) : this.#wait;
    this.#timer = setTimeout(() => this.start(), wait);
    this.#wait = Math.min(this.#wait * 2, LONGEST_WAIT_MS);
  }

  async #post({ id, ...said }) {
    const answer = await fetch(new URL("/v1/chat/messages", this.api), {
      method: "POST",
      headers: { "Content-Type": "application/json" },
      body: JSON.stringify({ token: this.memory.token, message_id: id, ...said }),
    }).catch(() => null);
    if (!answer) return;
    const body = await answer.json();
    this.#heard(
      answer.ok
        ? { type: "reply", in_reply_to: id, replies: body.replies }
        : { type: "error", in_reply_to: id, problem: body },
    );
  }

  async #poll() {
    const address = new URL("/v1/chat/messages", this.api);
    address.search = new URLSearchParams({ token: this.memory.token, after: this.memory.after });
    const answer = await fetch(address).catch(() => null);
    if (!answer?.ok) return;
    this.#tell("line", true);
    const { replies, after } = await answer.json();
    if (replies.length) this.#heard({ type: "reply", in_reply_to: null, after, replies });
    for (const message of this.#pending.values()) await this.#post(message);
    this.#wait = POLL_MS;
  }

  #heard(frame) {
    const asked = this.#pending.get(frame.in_reply_to) ?? null;
    // An answer to what nobody waits for any more is the second answer to the same message.
    if (frame.in_reply_to && !asked) return;
    this.#pending.delete(frame.in_reply_to);
    if (frame.after !== undefined) {
      if (frame.after <= this.memory.after) return;
      this.memory.after = frame.after;
    }
    if (!this.waiting) this.#tell("waiting", false);
    if (frame.type === "error") this.#tell("problem", { asked, problem: frame.problem });
    else this.#tell("replies", { asked, pushed: frame.in_reply_to === null, replies: frame.replies });
  }

  #tell(name, detail) {
    this.dispatchEvent(new CustomEvent(name, { detail }));
  }
}
