import {
  markGeometry,
  markInWords,
  type MarkFrame,
  type MarkVerdict,
} from '../src/components/ui/plimsoll-mark/geometry.ts';
import { expect, test } from './test.ts';

const OUTCOMES = ['pass', 'unknown', 'fail'] as const;
const FRAME: MarkFrame = { deck: 58, keel: 262, firstLine: 92, lastLine: 220, widestStep: 56, clearance: 15 };

/** Every way in which up to six environments can be decided. */
function everyDecision(): MarkVerdict[][] {
  const grow = (shorter: MarkVerdict[][]) =>
    shorter.flatMap((verdicts) =>
      OUTCOMES.map((outcome) => [...verdicts, { environment: `e${verdicts.length}`, outcome, waiverCount: 0 }]),
    );
  const all: MarkVerdict[][] = [];
  let level: MarkVerdict[][] = [[]];
  for (let count = 1; count <= 6; count += 1) {
    level = grow(level);
    all.push(...level);
  }
  return all;
}

test.describe('Plimsoll mark', { tag: '@look' }, () => {
  test('a line is under water if and only if its environment fails, whatever the load', () => {
    const wrong: unknown[] = [];
    for (const verdicts of everyDecision()) {
      for (const load of [0, 0.5, 7, 13.3, 20, 40]) {
        const { lines, waterY } = markGeometry(verdicts, load, FRAME);
        const isTrue = lines.every(({ outcome, y }) => y > waterY === (outcome === 'fail') && Math.abs(y - waterY) > 4);
        const isInPicture = waterY > FRAME.deck && waterY < FRAME.keel;
        if (!isTrue || !isInPicture || lines.length !== verdicts.length) wrong.push({ verdicts, load, lines, waterY });
      }
    }
    expect(wrong).toEqual([]);
  });

  test('lines keep the order of the policy, unless a lenient environment alone fails', () => {
    const order = (...outcomes: MarkVerdict['outcome'][]) =>
      markGeometry(
        outcomes.map((outcome, index) => ({ environment: `${index}`, outcome, waiverCount: 0 })),
        5,
        FRAME,
      ).lines.map(({ environment }) => environment);
    expect(order('pass', 'unknown', 'fail')).toEqual(['0', '1', '2']);
    expect(order('unknown', 'pass', 'fail')).toEqual(['0', '1', '2']);
    expect(order('fail', 'pass', 'fail')).toEqual(['1', '0', '2']);
  });

  test('more load never lowers the water, and ten times the risk raises it', () => {
    const wrong = everyDecision().filter((verdicts) => {
      const levels = [0, 1, 5, 8.3, 11.6, 15, 20, 25].map((load) => markGeometry(verdicts, load, FRAME).waterY);
      const isRising = levels.every((level, index) => index === 0 || level <= (levels[index - 1] ?? 0));
      return !isRising || (levels[4] ?? 0) >= (levels[3] ?? 0);
    });
    expect(wrong).toEqual([]);
  });

  test('waivers that a verdict uses are said', () => {
    const verdicts: MarkVerdict[] = [
      { environment: 'dev', outcome: 'pass', waiverCount: 0 },
      { environment: 'stage', outcome: 'pass', waiverCount: 2 },
      { environment: 'prod', outcome: 'fail', waiverCount: 1 },
    ];
    expect(markInWords(verdicts, 7)).toBe(
      'dev: passes, stage: passes with 2 waivers, prod: fails, 1 waiver. Load 7.0.',
    );
  });

  test('a scan that is the only one weighs as much as its artifact', async ({ request, seed }) => {
    for (const { artifactId } of [seed.python, seed.juiceShop, seed.nginx]) {
      const artifact = await (await request.get(`/api/v1/artifacts/${artifactId}`)).json();
      expect(artifact.scans.map(({ load }: { load: number }) => load)).toEqual([artifact.load]);
    }
  });
});
