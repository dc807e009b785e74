/** Says on standard error what is being done and for how long: rewritten in place on a terminal, a line at a time elsewhere. */
export class Progress {
  #isTerminal = process.stderr.isTTY === true;

  /**
   * @template T
   * @param {string} label what is being done: "Installing packages"
   * @param {() => Promise<T>} work
   * @returns {Promise<T>}
   */
  async during(label, work) {
    const begin = Date.now();
    const seconds = () => `${Math.round((Date.now() - begin) / 1000)} s`;
    if (!this.#isTerminal) this.say(label);
    const timer = this.#isTerminal
      ? setInterval(() => process.stderr.write(`\r\x1b[K${label} … ${seconds()}`), 200)
      : setInterval(() => this.say(`${label}: still at it after ${seconds()}`), 15_000);
    let outcome = 'failed';
    try {
      const result = await work();
      outcome = 'done';
      return result;
    } finally {
      clearInterval(timer);
      if (this.#isTerminal) process.stderr.write(`\r\x1b[K${label}: ${outcome} in ${seconds()}\n`);
      else this.say(`${label}: ${outcome} in ${seconds()}`);
    }
  }

  /** @param {string} line */
  say(line) {
    process.stderr.write(`${line}\n`);
  }
}
