import { assert, property, string } from 'fast-check';
import { SaxesParser } from 'saxes';
import { aFinding, anAnswer, aReason } from '../../../test/factories/answer.js';
import { renderJunit } from './junit.js';

interface Element {
  readonly name: string;
  readonly attributes: Readonly<Record<string, string>>;
}

/** Every element in document order; throws if the text is not well-formed XML. */
function elements(xml: string): Element[] {
  const found: Element[] = [];
  const parser = new SaxesParser();
  parser.on('error', (error) => {
    throw error;
  });
  parser.on('opentag', ({ name, attributes }) => found.push({ name, attributes: { ...attributes } }));
  parser.write(xml).close();
  return found;
}

describe('renderJunit', () => {
  it('is a suite an environment and a case a rule; unknown is an error', () => {
    const xml = renderJunit(
      anAnswer(
        [],
        [
          aReason({ rule: 'vulnerabilities.critical' }),
          aReason({ rule: 'evidence.scanAge', outcome: 'unknown' }),
          aReason({ rule: 'image.root', outcome: 'pass', remedy: null }),
        ],
        [aReason({ outcome: 'pass', remedy: null })],
      ),
    );
    const all = elements(xml);
    expect(all.filter(({ name }) => name === 'testsuite').map(({ attributes }) => attributes)).toEqual([
      expect.objectContaining({ name: 'plimsoll.prod', tests: '3', failures: '1', errors: '1', skipped: '0' }),
      expect.objectContaining({ name: 'plimsoll.stage', tests: '1', failures: '0', errors: '0', skipped: '0' }),
    ]);
    expect(all.filter(({ name }) => name === 'testcase').map(({ attributes }) => attributes['name'])).toEqual([
      'vulnerabilities.critical',
      'evidence.scanAge',
      'image.root',
      'vulnerabilities.critical',
    ]);
    expect(all.filter(({ name }) => name === 'failure' || name === 'error')).toHaveLength(2);
  });

  it('skips what could not be checked, and says why', () => {
    const unchecked = aReason({
      outcome: 'pass',
      remedy: null,
      isChecked: false,
      message: 'No report contains KEV data.',
    });
    const all = elements(renderJunit(anAnswer([], [unchecked, aReason({ outcome: 'pass', remedy: null })])));
    expect(all.find(({ name }) => name === 'testsuite')?.attributes).toMatchObject({ tests: '2', skipped: '1' });
    expect(all.filter(({ name }) => name === 'skipped').map(({ attributes }) => attributes)).toEqual([
      { message: 'No report contains KEV data.' },
    ]);
  });

  it('says how many findings it does not list', () => {
    const finding = aFinding();
    expect(renderJunit(anAnswer([finding], [aReason({ of: [finding], findingCount: 1001 })]))).toContain(
      '… and 1000 more',
    );
  });

  it('is well-formed whatever a report says', () => {
    assert(
      property(string({ unit: 'binary', maxLength: 40 }), (text) => {
        const hostile = `]]>${text}\u0000\u001b[2J\ufffe\ud800<&"'`;
        const finding = aFinding({ title: hostile, path: hostile, component: null, fixedVersions: [hostile] });
        const reason = aReason({ of: [finding], message: hostile, remedy: hostile, rule: hostile });
        expect(elements(renderJunit(anAnswer([finding], [reason]))).map(({ name }) => name)).toEqual([
          'testsuites',
          'testsuite',
          'properties',
          'property',
          'property',
          'property',
          'property',
          'testcase',
          'failure',
          'system-out',
        ]);
      }),
    );
  });
});
