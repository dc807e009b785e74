import { parseImageReference } from './image-reference.js';

const DIGEST = `sha256:${'a1'.repeat(32)}`;

describe('parseImageReference', () => {
  it.each([
    ['alpine', 'alpine', null, null],
    ['alpine:3.18', 'alpine', '3.18', null],
    ['ghcr.io/acme/api:1.2', 'ghcr.io/acme/api', '1.2', null],
    ['localhost:5000/api', 'localhost:5000/api', null, null],
    ['registry.example:5000/a/b/c:v1_2.3-x', 'registry.example:5000/a/b/c', 'v1_2.3-x', null],
    [`acme/api@${DIGEST}`, 'acme/api', null, DIGEST],
    [`localhost:5000/acme/api:1@${DIGEST}`, 'localhost:5000/acme/api', '1', DIGEST],
    ['docker:acme/my__image-x:1', 'acme/my__image-x', '1', null],
  ])('takes %s apart', (text, repository, tag, digest) => {
    expect(parseImageReference(text)).toEqual({ repository, tag, digest });
  });

  it.each([
    '',
    '.',
    './x',
    '/some/path',
    'Upper/case',
    'a b',
    'acme/api@sha256:12',
    'acme//api',
    'acme/api:',
    'a:b:c',
    '-x',
  ])('gives null for %j', (text) => {
    expect(parseImageReference(text)).toBeNull();
  });
});
