import * as fc from 'fast-check';
import { checkPassword, MAXIMUM_LENGTH, minimumLength } from './password-rules.js';

const ADA = { email: 'ada.lovelace@engine.example', name: 'Ada King', isMfaEnforced: false };
const GUARDED = { ...ADA, isMfaEnforced: true };

describe('checkPassword', () => {
  it.each([
    'correct horse battery staple',
    'nine tidy gulls over Whitby',
    'лодка под парусом плывёт',
    '海の上を静かに進む小さな船の帆',
    '🦑 tentacles 🦑 in teapots',
    'ada keeps seven hedgehogs',
  ])('takes %s', async (password) => {
    expect(await checkPassword(password, ADA)).toEqual([]);
  });

  it('asks for 15 characters, or for 8 where a second factor must be there', async () => {
    expect(await checkPassword('fjord-quilt-pe', ADA)).toEqual([expect.stringContaining('at least 15')]);
    expect(await checkPassword('fjord-qu', GUARDED)).toEqual([]);
    expect(await checkPassword('fjord-q', GUARDED)).toEqual([expect.stringContaining('at least 8')]);
  });

  it('counts characters, not bytes nor halves of them', async () => {
    expect(await checkPassword('🦑🐙🦀🦞🐠🐡🐬', GUARDED)).toEqual([expect.stringContaining('this one has 7')]);
    expect(await checkPassword('🦑🐙🦀🦞🐠🐡🐬🐳', GUARDED)).toEqual([]);
  });

  it('counts a letter and its accent as one, however they are typed', async () => {
    expect(await checkPassword('e\u0301e\u0300e\u0302aou', GUARDED)).toEqual([
      expect.stringContaining('this one has 6'),
    ]);
  });

  it('takes 128 characters and no more', async () => {
    const longest = 'a quiet harbour '.repeat(8);
    expect(longest).toHaveLength(MAXIMUM_LENGTH);
    expect(await checkPassword(`X${longest.slice(1)}`, ADA)).toEqual([]);
    expect(await checkPassword(`${longest}x`, ADA)).toEqual([expect.stringContaining('no more than 128')]);
  });

  it.each(['password', 'PASSWORD', 'Iloveyou', 'trustno1', 'starwars', 'football1'])(
    'refuses %s, which everybody guesses, in any case',
    async (password) => {
      expect(await checkPassword(password, GUARDED)).toEqual([expect.stringContaining('is a common password')]);
    },
  );

  it('refuses a common one that is only repeated', async () => {
    expect(await checkPassword('dragondragondragon', ADA)).toEqual([expect.stringContaining('is a common password')]);
  });

  it.each([
    'aaaaaaaaaaaaaaaaaaaa',
    'abababababababababab',
    'abcdefghijklmnopqrstuvwxyz',
    '9876543210987654',
    '🦑🦑🦑🦑🦑🦑🦑🦑🦑🦑🦑🦑🦑🦑🦑',
  ])('refuses %s, which is hardly more than one character', async (password) => {
    expect(await checkPassword(password, ADA)).toHaveLength(1);
  });

  it.each([
    'ada.lovelace@engine.example',
    'AdaLovelace-2026',
    'lovelace.engine.42',
    'Plimsoll-Ada-1815',
    'PLIMSOLLplimsoll',
  ])("refuses %s, which is made of the account's own words", async (password) => {
    const reasons = await checkPassword(password, ADA);
    expect(reasons).toContainEqual(expect.stringContaining('based on your name'));
  });

  it('has no rule of what characters must be in it', async () => {
    const unguessable = fc
      .uint8Array({ minLength: 24, maxLength: 32 })
      .filter((bytes) => new Set(bytes).size > 12)
      .map((bytes) => Buffer.from(bytes).toString('hex'));
    await fc.assert(
      fc.asyncProperty(unguessable, async (password) => {
        expect(await checkPassword(password, ADA)).toEqual([]);
      }),
      { numRuns: 50 },
    );
  });

  it('is a matter of length alone below the least and above the most', async () => {
    const text = fc.string({ unit: 'grapheme', maxLength: 300 });
    await fc.assert(
      fc.asyncProperty(text, fc.boolean(), async (password, isMfaEnforced) => {
        const length = [...password.normalize('NFC')].length;
        fc.pre(length < minimumLength(isMfaEnforced) || length > MAXIMUM_LENGTH);
        expect(await checkPassword(password, { ...ADA, isMfaEnforced })).toEqual([
          expect.stringMatching(/^The password must have/),
        ]);
      }),
      { numRuns: 100 },
    );
  });

  it('refuses whatever is the own words and fewer than eight characters more', async () => {
    const filler = fc.string({ unit: fc.constantFrom(...'0123456789!?-_'), maxLength: 7 });
    const word = fc.constantFrom('lovelace', 'LoveLace', 'engine', 'plimsoll', 'Plimsoll');
    await fc.assert(
      fc.asyncProperty(word, word, filler, async (one, other, rest) => {
        expect(await checkPassword(`${one}${other}${rest}`, GUARDED)).not.toEqual([]);
      }),
      { numRuns: 100 },
    );
  });
});
