import { baseSentence } from './base-words.js';

const FACTS = { layerCount: 3, isContradicted: false, declared: null, base: null };
const base = (layerCount: number) => ({ image: 'ghcr.io/acme/base', digest: `sha256:${'a'.repeat(64)}`, layerCount });

describe('baseSentence', () => {
  it.each([
    [{ base: base(1) }, 'The lowest of 3 layers is that of ghcr.io/acme/base@sha256:aaaaaaaaaaaa.'],
    [{ base: base(2) }, 'The lowest 2 of 3 layers are those of ghcr.io/acme/base@sha256:aaaaaaaaaaaa.'],
    [
      { declared: { name: 'alpine:3.22', digest: null } },
      'No artifact that you can see has exactly the lowest layers of this image, so its base image is not recognised. Its labels declare the base image alpine:3.22.',
    ],
    [{ layerCount: null }, 'No report lists the layers of this image, so the layer of each finding is not known.'],
    [
      { layerCount: null, isContradicted: true },
      'Reports of this digest list different layers, so the layer of each finding is not known.',
    ],
  ])('says what is known, and what is not: %j', (facts, sentence) => {
    expect(baseSentence({ ...FACTS, ...facts })).toBe(sentence);
  });
});
