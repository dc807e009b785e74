import { missingNames, resolveSubject } from './subject.js';

const REPORT = `sha256:${'0'.repeat(64)}`;
const ONE = `sha256:${'1'.repeat(64)}`;
const TWO = `sha256:${'2'.repeat(64)}`;
const EMPTY = { image: null, digest: null, tag: null, name: null };

describe('resolveSubject', () => {
  it('takes what the report says', () => {
    const subject = { image: 'acme/api', digest: ONE, tag: '1.0', name: 'acme/api:1.0' };
    expect(resolveSubject({ subject }, {}, REPORT)).toEqual({
      image: 'acme/api',
      digest: ONE,
      tag: '1.0',
      warnings: [],
    });
  });

  it('lets what was given win', () => {
    const subject = { image: 'acme/api', digest: ONE, tag: '1.0', name: null };
    const given = { image: 'ghcr.io/acme/web', digest: TWO, tag: '2.0' };
    expect(resolveSubject({ subject }, given, REPORT)).toEqual({ ...given, warnings: [] });
  });

  it('takes tag and digest out of a full reference', () => {
    const given = { image: `ghcr.io/acme/web:2.0@${TWO}` };
    expect(resolveSubject({ subject: EMPTY }, given, REPORT)).toMatchObject({
      image: 'ghcr.io/acme/web',
      digest: TWO,
      tag: '2.0',
    });
  });

  it("does not give one image another's tag", () => {
    const subject = { image: 'acme/api', digest: null, tag: '1.0', name: null };
    expect(resolveSubject({ subject }, { image: 'acme/web' }, REPORT).tag).toBeNull();
    expect(resolveSubject({ subject }, { image: 'acme/api' }, REPORT).tag).toBe('1.0');
  });

  it("stands the report's digest in for a missing one, and says how to name the real one", () => {
    const { digest, warnings } = resolveSubject({ subject: { ...EMPTY, image: 'acme/api' } }, {}, REPORT);
    expect(digest).toBe(REPORT);
    expect(warnings).toHaveLength(1);
    expect(warnings[0]?.message).toMatch(/\?digest=.*--digest/);
  });

  it.each([
    ['./Some Path/app.jar', 'some-path-app-jar'],
    ['Grüße', 'gr-e'],
    ['---', 'unnamed'],
    [null, 'unnamed'],
  ])('makes a name of %j where there is no image', (name, image) => {
    const resolved = resolveSubject({ subject: { ...EMPTY, name } }, { digest: ONE }, REPORT);
    expect(resolved.image).toBe(image);
    expect(resolved.warnings[0]?.message).toContain(image);
  });
});

describe('missingNames', () => {
  const named = { image: 'acme/api', digest: ONE, tag: null, name: 'acme/api' };

  it.each([
    [EMPTY, {}, { image: true, digest: true }],
    [{ ...EMPTY, name: 'app.jar' }, { tag: '1.0' }, { image: true, digest: true }],
    [{ ...EMPTY, digest: 'md5:0' }, { image: 'acme/api' }, { image: false, digest: true }],
    [EMPTY, { image: `acme/api@${TWO}` }, { image: false, digest: false }],
    [EMPTY, { digest: TWO }, { image: true, digest: false }],
    [named, {}, { image: false, digest: false }],
  ])('of %j with %j are %j', (subject, given, missing) => {
    expect(missingNames({ subject }, given)).toEqual(missing);
  });
});
