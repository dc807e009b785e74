/** @typedef {{ title: string, nesting: number, isSuite: boolean, outcome: 'passed' | 'failed' | 'skipped', seconds: number }} TestEvent */

/**
 * A reporter of node:test's: one line of JSON for each test and each `describe`, as soon as it ends. What was run before a
 * process is killed is known all the same.
 *
 * @param {AsyncIterable<{ type: string, data: any }>} source
 */
export default async function* report(source) {
  for await (const { type, data } of source) {
    if (type !== 'test:pass' && type !== 'test:fail') continue;
    const isLeftOut = data.skip !== undefined || data.todo !== undefined;
    /** @type {TestEvent} */
    const event = {
      title: data.name,
      nesting: data.nesting,
      isSuite: data.details.type === 'suite',
      outcome: isLeftOut ? 'skipped' : type === 'test:pass' ? 'passed' : 'failed',
      seconds: data.details.duration_ms / 1000,
    };
    yield `${JSON.stringify(event)}\n`;
  }
}
