// What a browser remembers of its conversation, so that a reloaded page goes on where it was.

const KEPT = 80;

export class Memory {
  #key;
  #data = { token: null, after: 0, log: [] };

  constructor(store) {
    this.#key = `duken-chat:${store}`;
    try {
      this.#data = { ...this.#data, ...JSON.parse(localStorage.getItem(this.#key) ?? "{}") };
    } catch {
      // Storage is switched off or holds something foreign: the conversation lives as long as the page.
    }
  }

  get token() {
    return this.#data.token;
  }

  get after() {
    return this.#data.after;
  }

  set after(number) {
    this.#data.after = number;
    this.#save();
  }

  get log() {
    return this.#data.log;
  }

  begin(token, after) {
    this.#data = { ...this.#data, token, after };
    this.#save();
  }

  forget() {
    this.#data.token = null;
    this.#save();
  }

  add(entry) {
    this.#data.log = [...this.#data.log, entry].slice(-KEPT);
    this.#save();
  }

  replaceLast(entry) {
    this.#data.log = [...this.#data.log.slice(0, -1), entry];
    this.#save();
  }

  #save() {
    try {
      localStorage.setItem(this.#key, JSON.stringify(this.#data));
    } catch {
      // Full or switched off: nothing to do, the page still has it.
    }
  }
}
