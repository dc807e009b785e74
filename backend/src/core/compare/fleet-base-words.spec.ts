import { type FleetBaseFacts, fleetBaseSentence } from './fleet-base-words.js';

const CHANGE = { vulnerabilityCount: 14, fixedCount: 9, addedCount: 0, isConclusive: true };

const FACTS: FleetBaseFacts = {
  environment: 'prod',
  imageCount: 11,
  failing: 6,
  hasNewerBuild: true,
  change: CHANGE,
  evaluated: 6,
  passing: 4,
};

describe('fleetBaseSentence', () => {
  it.each<[Partial<FleetBaseFacts>, string]>([
    [
      {},
      '11 images are built on it. The newer build fixes 9 of 14 vulnerabilities and adds 0. On it, 4 of 6 failing images pass for prod.',
    ],
    [
      { evaluated: 5, passing: 1 },
      '11 images are built on it. The newer build fixes 9 of 14 vulnerabilities and adds 0. On it, 1 of 6 failing images passes for prod, with 5 evaluated so far.',
    ],
    [
      { change: null, evaluated: 0, passing: 0 },
      '11 images are built on it. What the newer build changes is not known yet. How many of 6 failing images pass on it for prod is not known yet.',
    ],
    [
      { change: { ...CHANGE, isConclusive: false }, evaluated: 0, passing: 0 },
      '11 images are built on it. The newer build fixes 9 of 14 vulnerabilities and adds 0; its scans do not show all that it adds. Whether failing images pass on it for prod cannot be said.',
    ],
    [
      { imageCount: 1, failing: 0, evaluated: 0, passing: 0 },
      '1 image is built on it. The newer build fixes 9 of 14 vulnerabilities and adds 0.',
    ],
    [{ hasNewerBuild: false, change: null }, '11 images are built on it. No newer build of it is known.'],
  ])('says what is known so far: %j', (facts, sentence) => {
    expect(fleetBaseSentence({ ...FACTS, ...facts })).toBe(sentence);
  });
});
