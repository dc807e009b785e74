import { stripVTControlCharacters, styleText } from 'node:util';
import { assert, property, string } from 'fast-check';
import { aFinding, anAnswer, aReason } from '../../../test/factories/answer.js';
import { renderTable } from './table.js';
import type { Terminal } from './terminal.js';

const OPTIONS = { limit: 25, isVerbose: false };

function plain(width: number): Terminal {
  return { width, style: (_, text) => text };
}

const COLOURED: Terminal = {
  width: 80,
  style: (style, text) =>
    [style].flat().reduce((styled, format) => styleText(format, styled, { validateStream: false }), text),
};

describe('renderTable', () => {
  it('says the verdict, why, which findings, and the way to green', () => {
    const first = aFinding({ fixedVersions: ['1.0.1'] });
    const second = aFinding({ severity: 'high', fixedVersions: ['1.0.3', '2.0.0'] });
    const other = aFinding({ severity: 'low' });
    const text = renderTable(
      anAnswer(
        [other, second, first],
        [
          aReason({ of: [first, second], message: '2 findings can be fixed.' }),
          aReason({ rule: 'image.root', outcome: 'pass', remedy: null, message: 'It does not run as root.' }),
        ],
      ),
      plain(100),
      OPTIONS,
    );
    expect(text).toContain('✗ Cannot ship to prod: 1 rule failed\n');
    expect(text).toMatch(/✗ vulnerabilities.critical\n {4}2 findings can be fixed.\n {4}→ Upgrade/);
    expect(text).toContain('✓ 1 rule passed');
    expect(text.indexOf(first.advisory?.id ?? '')).toBeLessThan(text.indexOf(second.advisory?.id ?? ''));
    expect(text).not.toContain(other.advisory?.id);
    expect(text).toContain('1 other finding does not count against prod.');
    expect(text).toMatch(/left-pad +1\.0\.0 +1\.0\.3 +2\n/);
    expect(text).toMatch(/\n\nHow to read and fix this: docs\/fix-a-failed-gate\.md\n$/);
  });

  it('says how many findings VEX excludes', () => {
    const answer = anAnswer([aFinding(), aFinding()], [aReason({ outcome: 'pass', remedy: null })]);
    const text = (excluded: number, width: number) =>
      renderTable({ ...answer, excludedByVex: new Map([['prod', excluded]]) }, plain(width), OPTIONS);
    expect(text(1, 100)).toContain('2 findings do not count against prod; 1 of them excluded by VEX.');
    expect(text(0, 100)).toContain('2 findings do not count against prod.');
    expect(text(1, 40)).toContain('prod; 1\nof them excluded by VEX.');
  });

  it('lists rules that passed when asked', () => {
    const answer = anAnswer([], [aReason({ rule: 'image.root', outcome: 'pass', remedy: null })]);
    expect(renderTable(answer, plain(80), OPTIONS)).not.toContain('image.root');
    expect(renderTable(answer, plain(80), { ...OPTIONS, isVerbose: true })).toContain('✓ image.root');
  });

  it('names the rules that could not be checked, and says all of them when asked', () => {
    const unchecked = aReason({
      rule: 'vulnerabilities.knownExploited',
      outcome: 'pass',
      remedy: null,
      isChecked: false,
      message: 'No report contains exploitation data.',
    });
    const answer = anAnswer([], [aReason({ rule: 'image.root', outcome: 'pass', remedy: null }), unchecked]);
    const text = renderTable(answer, plain(80), OPTIONS);
    expect(text).toContain('✓ Can ship to prod: 1 rule passed, 1 could not be checked (accepted)\n');
    expect(text).not.toContain('fix-a-failed-gate');
    expect(text).toContain('  ✓ 1 rule passed\n  – 1 rule could not be checked; the policy accepts that\n');
    expect(text).toContain('    vulnerabilities.knownExploited');
    expect(text).not.toContain('No report contains');
    const verbose = renderTable(answer, plain(80), { ...OPTIONS, isVerbose: true });
    expect(verbose).toContain('  – vulnerabilities.knownExploited\n    No report contains exploitation data.');
  });

  it.each([
    ['none', 'no fix available'],
    ['unknown', 'fix not stated'],
    ['available', 'version not stated'],
  ] as const)('says what is known of a fix without a version: %s', (fix, words) => {
    const finding = aFinding({ fix, fixedVersions: [] });
    expect(renderTable(anAnswer([finding], [aReason({ of: [finding] })]), plain(120), OPTIONS)).toContain(words);
  });

  it('says of a scan its platform, its failures, and what became less', () => {
    const answer = anAnswer([], [aReason()]);
    const [scan] = answer.facts.scans;
    if (scan === undefined) throw new Error('an answer without a scan');
    const facts = {
      ...answer.facts,
      scans: [
        {
          ...scan,
          platform: 'linux/arm64',
          failures: [
            { pointer: '', message: 'no database' },
            { pointer: '', message: 'timeout' },
          ],
          replaces: { report: 'sha256:a', scannedAt: '2026-11-01T00:00:00.000Z', componentCount: 12, findingCount: 1 },
        },
      ],
    };
    expect(renderTable({ ...answer, facts }, plain(300), OPTIONS)).toContain(
      'trivy 0.75.0 for linux/arm64 scanned 2026-11-21 11:00 UTC, failed or incomplete: no database and 1 more, 11 components and 1 finding fewer than the scan of 2026-11-01 that it replaces\n',
    );
  });

  it('says how many findings it leaves out', () => {
    const findings = Array.from({ length: 30 }, () => aFinding());
    const answer = anAnswer(findings, [aReason({ of: findings })]);
    expect(renderTable(answer, plain(80), OPTIONS)).toContain('… and 5 more: --limit all lists them');
    expect(renderTable(answer, plain(80), { ...OPTIONS, limit: Infinity })).not.toContain('more:');
  });

  it.each([60, 80, 100, 200])('keeps within %d columns', (width) => {
    const long = aFinding({
      title: 'A very long title '.repeat(20),
      component: {
        key: 'k',
        purl: null,
        type: 'go',
        name: 'github.com/an/organisation/with/a/deep/module/path/v3',
        version: 'v0.0.0-20200101000000-abcdef',
      },
      fixedVersions: ['0.0.0-20230101000000-abcdefabcdef', '1.0.0'],
    });
    const text = renderTable(
      anAnswer(
        [long],
        [aReason({ of: [long], message: 'Words and words. '.repeat(20), remedy: 'Do this. '.repeat(40) })],
      ),
      plain(width),
      OPTIONS,
    );
    const wide = text.split('\n').filter((line) => line.length > width && !line.startsWith('sha256:'));
    expect(wide).toEqual([]);
  });

  it('colours without moving anything', () => {
    const finding = aFinding();
    const answer = anAnswer([finding], [aReason({ of: [finding] })]);
    const coloured = renderTable(answer, COLOURED, OPTIONS);
    expect(coloured).toContain('\u001b[31m');
    expect(stripVTControlCharacters(coloured)).toBe(renderTable(answer, plain(80), OPTIONS));
  });

  it('lets no control character of a report through', () => {
    assert(
      property(string({ unit: 'binary', maxLength: 40 }), (text) => {
        const hostile = `\u001b]0;pwned\u0007${text}\u009b2J\u202e`;
        const finding = aFinding({
          title: hostile,
          advisory: { id: hostile, aliases: [] },
          component: { key: hostile, purl: null, type: 'npm', name: hostile, version: `1.0${hostile}` },
          fixedVersions: [`2.0${hostile}`],
        });
        const reason = aReason({ of: [finding], message: hostile, remedy: hostile, rule: hostile });
        const written = renderTable(anAnswer([finding], [reason]), plain(100), OPTIONS);
        expect(written.replaceAll('\n', '')).not.toMatch(/[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/u);
      }),
    );
  });
});
