import { assert, property, string } from 'fast-check';
import { micromark } from 'micromark';
import { gfm, gfmHtml } from 'micromark-extension-gfm';
import { aFinding, anAnswer, aReason } from '../../../test/factories/answer.js';
import { renderMarkdown } from './markdown.js';
import { escapeMarkdown } from './markdown-text.js';
import { printable } from './printable.js';

function html(markdown: string): string {
  return micromark(markdown, { extensions: [gfm()], htmlExtensions: [gfmHtml()] });
}

/** The text that a reader sees; zero-width spaces keep names from being mentioned and are not seen. */
function seen(markdown: string): string {
  return html(markdown)
    .replace(/<\/?p>/g, '')
    .replace(/\u200b/g, '')
    .replace(/&lt;/g, '<')
    .replace(/&gt;/g, '>')
    .replace(/&quot;/g, '"')
    .replace(/&amp;/g, '&');
}

describe('escapeMarkdown', () => {
  it.each([
    '*bold* _it_ `code` ~~gone~~ [a](http://x) ![i](y)',
    '<img src=x onerror=alert(1)> &amp; <!-- -->',
    'https://evil.example www.evil.example mail@evil.example',
    '1. one - two + three | four # five',
    '- list',
    '+ list',
    '3) list',
    '# heading',
    '> quote',
    '=====',
    '@octocat closes #1 and GH-2',
    '\\*',
  ])('shows %s as it is', (text) => {
    expect(seen(escapeMarkdown(text))).toBe(text);
  });

  it('leaves no mention, no reference and no link', () => {
    const escaped = html(escapeMarkdown('@octocat #12 GH-12 https://evil.example www.evil.example a@evil.example'));
    expect(escaped).not.toMatch(/@\w|#\d|GH-\d|<a/);
  });

  it('shows any text as it is', () => {
    assert(
      property(string({ unit: 'grapheme', maxLength: 60 }), (text) => {
        const shown = printable(`x${text}x`);
        expect(seen(escapeMarkdown(shown))).toBe(shown);
      }),
      { numRuns: 500 },
    );
  });
});

describe('renderMarkdown', () => {
  it('lists what could not be checked', () => {
    const unchecked = aReason({
      rule: 'image.root',
      outcome: 'pass',
      remedy: null,
      isChecked: false,
      message: 'Not stated.',
    });
    const text = renderMarkdown(anAnswer([], [unchecked, aReason({ outcome: 'pass', remedy: null })]));
    expect(text).toContain('1 rule passed, 1 could not be checked');
    expect(text).toContain('- ➖ `image.root` Not stated.\n');
  });

  it('says the verdict, the reason, the finding and the way to green', () => {
    const finding = aFinding();
    const text = renderMarkdown(
      anAnswer([finding], [aReason({ of: [finding], message: '1 critical finding can be fixed.' })]),
    );
    expect(text).toContain('## ❌ Cannot ship to prod: 1 rule failed\n');
    expect(text).toContain('<br>How to fix: Upgrade the components named.\n');
    expect(html(text)).toContain('<td>critical</td>');
    expect(html(text)).toContain(`<td><code>${finding.advisory?.id}</code></td>`);
    expect(html(text)).toContain('<strong>Way to green:</strong> 1 upgrade, and prod passes.');
    expect(html(text)).toContain('<li>Upgrade left-pad from 1.0.0 to 1.0.1. Fixes 1.</li>');
  });

  it('keeps a hostile report inside its table cell', () => {
    const finding = aFinding({
      title: 'a | b\n\n# pwned <script>alert(1)</script> @octocat',
      component: { key: 'k', purl: null, type: 'npm', name: '`` ` | x', version: '1`|' },
      fixedVersions: ['`|<b>'],
    });
    const page = html(renderMarkdown(anAnswer([finding], [aReason({ of: [finding] })])));
    expect(page.match(/<td>/g)).toHaveLength(5);
    expect(page).not.toMatch(/<h1|<script|<b>|@octocat/);
    expect(page).toContain('<code>`` ` | x 1`|</code>');
  });

  it('lists at most 50 findings and says how many more there are', () => {
    const findings = Array.from({ length: 120 }, () => aFinding());
    const text = renderMarkdown(anAnswer(findings, [aReason({ of: findings })]));
    expect(html(text).match(/<tr>/g)).toHaveLength(51);
    expect(text).toContain('… and 70 more.');
  });
});
