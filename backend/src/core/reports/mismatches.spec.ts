import { mismatchesOf } from './mismatches.js';
import type { Subject } from './scan.js';

const NOW = '2026-11-20T12:00:00.000Z';
const [ONE, TWO] = ['1', '2'].map((digit) => `sha256:${digit.repeat(64)}`) as [string, string];
const FILED = { image: 'ghcr.io/acme/api', digest: ONE };

const subjectOf = (given: Partial<Subject>): Subject => ({
  image: null,
  digest: null,
  tag: null,
  digests: [],
  images: [],
  contentIds: [],
  name: null,
  ...given,
});

const said = (given: Partial<Subject>, image = FILED.image) =>
  mismatchesOf({ subject: subjectOf(given), scannedAt: null, databaseDate: null }, { ...FILED, image }, NOW).map(
    ({ message }) => message.replace(/, and it is.*/, ''),
  );

describe('mismatchesOf', () => {
  it.each<[string, Partial<Subject>, string[]]>([
    ['a report that names nothing', {}, []],
    ['the digest', { digests: [ONE], images: ['ghcr.io/acme/api'] }, []],
    ['the digest, by the name of a mirror', { digests: [ONE], images: ['mirror.example/acme/web'] }, []],
    ['one of several digests', { digests: [TWO, ONE] }, []],
    ['another digest', { digests: [TWO], images: ['ghcr.io/acme/api'] }, [`The report is of ${TWO}`]],
    ['the configuration', { contentIds: [ONE], images: ['api'] }, []],
    ['another configuration, which is no digest of the image', { contentIds: [TWO], images: ['ghcr.io/acme/api'] }, []],
    ['another configuration, and another digest', { contentIds: [ONE], digests: [TWO] }, []],
    ['another image without a digest', { images: ['ghcr.io/acme/web'] }, ['The report is of ghcr.io/acme/web']],
    ['another registry', { images: ['evil.example/acme/api'] }, ['The report is of evil.example/acme/api']],
    ['several images, one of them this', { images: ['web', 'ghcr.io/acme/api'] }, []],
    ['several others', { images: ['web', 'db'] }, ['The report is of db (and 1 more)']],
    ['a local build', { images: ['api'] }, []],
    ['a local build of another', { images: ['web'] }, ['The report is of web']],
  ])('compares what it is of: %s', (_, given, expected) => {
    expect(said(given)).toEqual(expected);
  });

  it.each([
    ['nginx', 'docker.io/library/nginx', true],
    ['docker.io/nginx', 'index.docker.io/library/nginx', true],
    ['docker.io/acme/api', 'ghcr.io/acme/api', false],
    ['acme/api', 'localhost:5000/team/api', true],
    ['localhost/api', 'ghcr.io/acme/api', false],
    ['plimsoll-backend', 'localhost:5000/plimsoll-backend', true],
  ])('takes %s filed for %s to be the same: %s', (named, filed, isSame) => {
    expect(said({ images: [named] }, filed).length === 0).toBe(isSame);
  });

  it.each([
    ['2026-11-20T12:05:00.000Z', 0],
    ['2026-11-20T12:05:01.000Z', 1],
    ['2029-01-01T00:00:00.000Z', 1],
  ])('takes a clock to be ahead by minutes at most: %s', (date, count) => {
    const subject = subjectOf({});
    expect(mismatchesOf({ subject, scannedAt: date, databaseDate: null }, FILED, NOW)).toHaveLength(count);
    expect(mismatchesOf({ subject, scannedAt: null, databaseDate: date }, FILED, NOW)).toHaveLength(count);
  });
});
