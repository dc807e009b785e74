import { readFile } from 'node:fs/promises';
import { Ajv, type ValidateFunction } from 'ajv';
import formats from 'ajv-formats';
import { assert, property, string } from 'fast-check';
import { aFinding, anAnswer, aReason } from '../../../test/factories/answer.js';
import type { Answer } from '../gate/answer.js';
import { renderSarif } from './sarif.js';

interface Log {
  readonly runs: readonly {
    readonly automationDetails: { readonly id: string };
    readonly tool: { readonly driver: { readonly rules: readonly Rule[] } };
    readonly results: readonly Result[];
    readonly invocations?: readonly { readonly toolExecutionNotifications: readonly object[] }[];
  }[];
}

interface Rule {
  readonly id: string;
  readonly help: { readonly text: string };
  readonly properties: { readonly 'security-severity'?: string };
}

interface Result {
  readonly ruleId: string;
  readonly ruleIndex: number;
  readonly level: string;
  readonly locations: readonly {
    readonly physicalLocation: {
      readonly artifactLocation: { readonly uri: string };
      readonly region: { readonly startLine: number };
    };
  }[];
  readonly partialFingerprints: Readonly<Record<string, string>>;
}

describe('renderSarif', () => {
  let validate: ValidateFunction;

  beforeAll(async () => {
    const schema = await readFile(
      new URL('../../core/reports/schema/published/sarif/sarif-2.1.0.json', import.meta.url),
      'utf8',
    );
    const ajv = new Ajv({ strict: false, allErrors: true });
    formats.default(ajv);
    validate = ajv.compile(JSON.parse(schema) as object);
  });

  /** The log, held against the published schema. */
  function rendered(answer: Answer): Log {
    const log = JSON.parse(renderSarif(answer, '0.1.0')) as Log;
    if (!validate(log)) throw new Error(`not SARIF: ${JSON.stringify(validate.errors)}`);
    return log;
  }

  it('notes what could not be checked, and makes no result of it', () => {
    const unchecked = aReason({
      rule: 'image.root',
      outcome: 'pass',
      isChecked: false,
      message: 'No report states it.',
    });
    const runs = rendered(anAnswer([], [unchecked], [aReason({ outcome: 'pass' })])).runs;
    expect(runs.map(({ results }) => results)).toEqual([[], []]);
    expect(runs.map(({ invocations }) => invocations?.[0]?.toolExecutionNotifications)).toEqual([
      [{ level: 'note', message: { text: 'image.root: No report states it.' } }],
      undefined,
    ]);
  });

  it('has a rule with a score and a result with place and fingerprint for each finding that counts', () => {
    const scored = aFinding({ cvssScore: 9.8 });
    const unscored = aFinding({ severity: 'high', path: '/etc/app config.yml', startLine: 7, component: null });
    const harmless = aFinding({ severity: 'low' });
    const [run] = rendered(anAnswer([scored, unscored, harmless], [aReason({ of: [scored, unscored] })])).runs;
    expect(run?.tool.driver.rules.map(({ id, properties }) => [id, properties['security-severity']])).toEqual([
      [scored.advisory?.id, '9.8'],
      [unscored.advisory?.id, '8.0'],
    ]);
    expect(run?.results.map(({ ruleIndex, level }) => [ruleIndex, level])).toEqual([
      [0, 'error'],
      [1, 'error'],
    ]);
    expect(run?.results.map(({ locations }) => locations[0]?.physicalLocation)).toEqual([
      { artifactLocation: { uri: 'ghcr.io/acme/api' }, region: { startLine: 1 } },
      { artifactLocation: { uri: 'etc/app%20config.yml' }, region: { startLine: 7 } },
    ]);
    expect(
      new Set(run?.results.map(({ partialFingerprints }) => partialFingerprints['primaryLocationLineHash'])).size,
    ).toBe(2);
  });

  it('reports a finding behind two rules once, and a reason without findings by itself', () => {
    const finding = aFinding();
    const [run] = rendered(
      anAnswer(
        [finding],
        [
          aReason({ of: [finding] }),
          aReason({ of: [finding], rule: 'vulnerabilities.total' }),
          aReason({ rule: 'evidence.scanAge', outcome: 'unknown' }),
          aReason({ rule: 'image.root', outcome: 'pass', remedy: null }),
        ],
      ),
    ).runs;
    expect(run?.results.map(({ ruleId, level }) => [ruleId, level])).toEqual([
      [finding.advisory?.id, 'error'],
      ['evidence.scanAge', 'warning'],
    ]);
  });

  it('has a run with a category of its own for each environment, as code scanning asks', () => {
    const { runs } = rendered(anAnswer([], [aReason()], [aReason()]));
    expect(runs.map(({ automationDetails }) => automationDetails.id)).toEqual(['plimsoll/prod/', 'plimsoll/stage/']);
  });

  it('is valid whatever a report says, with relative places', () => {
    assert(
      property(string({ unit: 'binary', maxLength: 40 }), (text) => {
        const hostile = `${text}\u0000\u009b\ud800`;
        const finding = aFinding({
          title: hostile,
          path: `javascript:${hostile}/../..`,
          fixedVersions: [hostile],
          startLine: 0,
        });
        const [run] = rendered(anAnswer([finding], [aReason({ of: [finding] })])).runs;
        expect(run?.results[0]?.locations[0]?.physicalLocation.artifactLocation.uri).not.toMatch(/^[a-z]+:|\.\.|^\//i);
      }),
    );
  });
});
