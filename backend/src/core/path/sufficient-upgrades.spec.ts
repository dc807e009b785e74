import { GOLDEN_FILES, goldenQuestion } from '../../../test/factories/golden-question.js';
import type { Finding } from '../findings/finding.js';
import { evaluate, type Question } from '../gate/evaluate.js';
import { OF_DISTRIBUTIONS, parsePurl } from '../model/purl.js';
import { isAbove } from '../versions/compare-versions.js';
import { isFixedIn } from '../upgrades/cleared-by.js';
import { type NamedUpgrade, sufficientUpgrades } from './sufficient-upgrades.js';

const POLICIES = {
  'none that has a fix': 'vulnerabilities: { critical: 0, high: 0, medium: 0, low: 0, unknown: 0, onlyFixable: true }',
  'no critical': 'vulnerabilities: { critical: 0, onlyFixable: true }',
  'few in all': 'vulnerabilities: { total: 4 }',
};

/** `2.1.3` of `>= 2.1.3`; what is below another version is no fix of its own. */
function fixesOf(fixedVersions: readonly string[]): string[] {
  return fixedVersions.filter((fix) => !fix.startsWith('<')).map((fix) => fix.replace('>= ', ''));
}

/** Without what a version of these packages is known to fix. */
function upgraded(question: Question, upgrades: readonly NamedUpgrade[]): Question {
  const isCleared = ({ component, fixedVersions }: Finding): boolean =>
    component !== null &&
    upgrades.some(
      ({ type, packages, to }) =>
        component.type === type &&
        packages.includes(component.name) &&
        (component.version === null || isAbove(to, component.version, type)) &&
        isFixedIn(to, fixesOf(fixedVersions), type),
    );
  const findings = question.facts.findings.filter((finding) => !isCleared(finding));
  return { ...question, facts: { ...question.facts, findings } };
}

const outcomeOf = (question: Question) => evaluate(question).outcome;

const keyOf = ({ type, namespace, name, to }: Pick<NamedUpgrade, 'type' | 'namespace' | 'name' | 'to'>) =>
  JSON.stringify([type, namespace, name, to]);

/** Every package of a language by itself, to every version that is named for what counts. */
function aloneByHand(question: Question): readonly string[] {
  const counted = new Set(
    evaluate(question).reasons.flatMap(({ outcome, findings }) =>
      outcome === 'pass' ? [] : findings.map(({ id }) => id),
    ),
  );
  const found = new Set<string>();
  for (const { id, component, fixedVersions } of question.facts.findings) {
    if (component === null || OF_DISTRIBUTIONS.has(component.type) || !counted.has(id)) continue;
    const { type, name } = component;
    for (const to of fixesOf(fixedVersions)) {
      const upgrade = {
        type,
        namespace: parsePurl(component.purl ?? '')?.namespace ?? null,
        name,
        to,
        packages: [name],
      };
      if (outcomeOf(upgraded(question, [upgrade])) === 'pass') found.add(keyOf(upgrade));
    }
  }
  return [...found].sort();
}

describe('sufficientUpgrades', () => {
  const seen = { alone: 0, together: 0, ofLanguages: 0 };

  it.each(GOLDEN_FILES)('of %s are all that the gate says to be', async (file) => {
    for (const rules of Object.values(POLICIES)) {
      const question = await goldenQuestion(file, rules);
      const { alone, together, isWhole } = sufficientUpgrades(question);
      const passes = outcomeOf(question) === 'pass';
      expect(passes ? [...alone, ...together] : []).toEqual([]);
      for (const upgrade of alone)
        expect([upgrade, outcomeOf(upgraded(question, [upgrade]))]).toEqual([upgrade, 'pass']);
      for (const pair of together) {
        expect([pair, outcomeOf(upgraded(question, pair))]).toEqual([pair, 'pass']);
        for (const upgrade of pair) expect(outcomeOf(upgraded(question, [upgrade]))).not.toBe('pass');
      }
      const ofLanguages = alone.filter(({ type }) => !OF_DISTRIBUTIONS.has(type)).map(keyOf);
      // Where not all was tried, there may be more.
      const byHand = aloneByHand(question).filter((key) => !passes && (isWhole || ofLanguages.includes(key)));
      expect(ofLanguages.toSorted()).toEqual(byHand);
      seen.ofLanguages += ofLanguages.length;
      seen.alone += alone.length;
      seen.together += together.length;
    }
  });

  it('has seen some of each', () => {
    for (const count of Object.values(seen)) expect(count).toBeGreaterThan(2);
  });

  it('promises nothing where a rule is open that no upgrade meets', async () => {
    const found = await Promise.all(
      GOLDEN_FILES.map(async (file) => {
        const [without, withRule] = await Promise.all(
          ['', '\n    image: { root: deny }'].map((rule) => goldenQuestion(file, `${POLICIES['no critical']}${rule}`)),
        );
        const isOpen = evaluate(withRule as Question).reasons.some(
          ({ rule, outcome }) => rule === 'image.root' && outcome !== 'pass',
        );
        return isOpen && sufficientUpgrades(without as Question).alone.length > 0
          ? sufficientUpgrades(withRule as Question)
          : null;
      }),
    );
    const promised = found.filter((each) => each !== null);
    expect(promised.length).toBeGreaterThan(0);
    for (const each of promised) expect(each).toEqual({ alone: [], together: [], isWhole: true });
  });
});
