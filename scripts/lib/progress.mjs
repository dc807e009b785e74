/**
 * Says on standard error what is being done and for how long: rewritten in place on a terminal, a line at a time elsewhere.
 * Several things may be done side by side.
 */
export class Progress {
  #isTerminal = process.stderr.isTTY === true;
  /** @type {Map<string, number>} what is being done, and when it began */
  #underWay = new Map();

  /**
   * @template T
   * @param {string} label what is being done: "Installing packages"
   * @param {() => Promise<T>} work
   * @returns {Promise<T>}
   */
  async during(label, work) {
    const begin = Date.now();
    this.#underWay.set(label, begin);
    if (!this.#isTerminal) this.say(label);
    const timer = this.#isTerminal
      ? setInterval(() => this.#draw(), 200)
      : setInterval(() => this.say(`${label}: still at it after ${since(begin)}`), 15_000);
    let outcome = 'failed';
    try {
      const result = await work();
      outcome = 'done';
      return result;
    } finally {
      clearInterval(timer);
      this.#underWay.delete(label);
      const sentence = `${label}: ${outcome} in ${since(begin)}`;
      if (this.#isTerminal) process.stderr.write(`\r\x1b[K${sentence}\n`);
      else this.say(sentence);
    }
  }

  /** @param {string} line */
  say(line) {
    process.stderr.write(`${line}\n`);
  }

  #draw() {
    const lines = [...this.#underWay].map(([label, begin]) => `${label} … ${since(begin)}`);
    process.stderr.write(`\r\x1b[K${lines.join(', ')}`);
  }
}

/** @param {number} begin */
function since(begin) {
  return `${Math.round((Date.now() - begin) / 1000)} s`;
}
