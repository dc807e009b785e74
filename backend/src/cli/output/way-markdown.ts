import { type WayJson, wayJson } from '../../core/path/way-json.js';
import type { WayToGreen } from '../../core/path/way-to-green.js';
import { codeSpan, escapeMarkdown } from './markdown-text.js';

const LISTED_UPGRADES = 20;

/** The way to green by itself, for a pull request's comment or a job's summary. */
export function wayMarkdown(way: WayJson & { readonly newerBase: { readonly sentence: string } | null }): string {
  const { headline, rest, tasks, newerBase } = way;
  return `${[
    `### ${escapeMarkdown(headline)}`,
    ...upgradeBlocks(way),
    ...(newerBase === null ? [] : [escapeMarkdown(newerBase.sentence)]),
    ...list(rest.map(({ sentence }) => escapeMarkdown(sentence))),
    ...list(
      tasks.map(
        ({ rule, summary, remedy }) => `${codeSpan(rule)} ${escapeMarkdown(`${summary} ${remedy ?? ''}`.trim())}`,
      ),
    ),
  ].join('\n\n')}\n`;
}

/** Its upgrades, below the reasons of a verdict, which say the rest. */
export function wayLines(way: WayToGreen | undefined): string[] {
  if (way === undefined || way.upgrades.length === 0) return [];
  const written = wayJson(way);
  return [`**Way to green:** ${escapeMarkdown(written.headline)}`, ...upgradeBlocks(written)].flatMap((each) => [
    each,
    '',
  ]);
}

function upgradeBlocks({ upgrades, lines }: WayJson): string[] {
  const listed = upgrades.slice(0, LISTED_UPGRADES);
  const more = upgrades.length - listed.length;
  return [
    ...list([
      ...listed.map(
        ({ sentence, findingCount, layer }) =>
          `${escapeMarkdown(sentence)} Fixes ${findingCount}${layer === 'base' ? ' in the base image' : ''}.`,
      ),
      ...(more > 0 ? [`… and ${more} more`] : []),
    ]),
    ...lines.map(({ where, text }) => `${escapeMarkdown(where)}:\n\n\`\`\`\n${text.replaceAll('```', '')}\n\`\`\``),
  ];
}

function list(items: readonly string[]): string[] {
  return items.length === 0 ? [] : [items.map((item) => `- ${item}`).join('\n')];
}
