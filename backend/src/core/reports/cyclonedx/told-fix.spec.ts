import { fixInSentences, sentencesOf } from './told-fix.js';

describe('fixInSentences', () => {
  it.each([
    ['Upgrade lodash to version 4.17.21', '4.17.21'],
    ['Upgrade libssl3 to version 3.0.9-r0', '3.0.9-r0'],
    ['Upgrade openssl to version 1:3.2.2-6.el9_5.1', '1:3.2.2-6.el9_5.1'],
    ['Upgrade rack to version ~> 2.2.14, ~> 3.0.16, >= 3.1.14', '~> 2.2.14, ~> 3.0.16, 3.1.14'],
    [
      'Upgrade com.fasterxml.jackson.core:jackson-databind to version 2.6.7.5, 2.8.11.1, 2.9.5 or higher.',
      '2.6.7.5, 2.8.11.1, 2.9.5',
    ],
    ['Upgrade to 1.2.3', '1.2.3'],
    ['Upgrade to lodash@4.17.21', '4.17.21'],
    ['Upgrade `@angular/core@1.0.0` to `@angular/core@11.0.5` or higher.', '11.0.5'],
    ['Update lodash to 4.17.21 or later', '4.17.21'],
    ['Update to 20.0.3.RELEASE or later', '20.0.3.RELEASE'],
    ['Update to Apache Log4j v2.17.1', 'v2.17.1'],
    ['Update lodash from 4.17.4 to 4.17.21.', '4.17.21'],
    ['Bump golang.org/x/net to v0.38.0', 'v0.38.0'],
    ['Fixed in 4.17.21', '4.17.21'],
    ['This was fixed in version 1.1.1k', '1.1.1k'],
    ['Fixed version: 2.0.1', '2.0.1'],
    ['Patched versions >= 2.0.1', '2.0.1'],
    ['A fix is available in release 5.4', '5.4'],
    ['2.9.5 or higher', '2.9.5'],
    ['Version 7.2 and newer are not affected', '7.2'],
    ['Use at least 1.2.3', '1.2.3'],
    [
      '* Version 2.x.x: Update to version 2.11.2 or later.\n* Version 3.x.x: Update to version 3.6.4 or later.',
      '2.11.2, 3.6.4',
    ],
    ['There is no fix for 4.x, upgrade to 5.0.1', '5.0.1'],
  ])('reads the version of a fix in %j', (text, fixedVersion) => {
    expect(fixInSentences(sentencesOf(text))).toEqual({ fixedVersion, fixState: 'fixed' });
  });

  it.each([
    ['No fix available'],
    ['no known fix'],
    ['There is no fixed version for `lodash`.'],
    ['No fixed version available yet, see https://example.org/2024'],
    ['This has not yet been patched.'],
    ['Not fixed in 1.2.3'],
    ["The vendor won't fix it"],
  ])('reads that there is none in %j', (text) => {
    expect(fixInSentences(sentencesOf(text))).toEqual({ fixedVersion: null, fixState: 'not-fixed' });
  });

  it.each([
    ['Upgrade to the latest version'],
    ['A patch is available from the vendor'],
    ['No fix for 1.x. Upgrade to a patched release'],
  ])('reads that there is one in %j', (text) => {
    expect(fixInSentences(sentencesOf(text))).toEqual({ fixedVersion: null, fixState: 'fixed' });
  });

  it.each([
    [''],
    ['Review the usage of this component'],
    ['See the advisory'],
    ['No update is required'],
    ['Contact the vendor'],
  ])('reads no word on a fix in %j', (text) => {
    expect(fixInSentences(sentencesOf(text))).toEqual({ fixedVersion: null, fixState: null });
  });

  it.each([['upgrade '], ['1.2.3, '], ['a@'], ['fix in a ']])('is quick on a long text of %j', (piece) => {
    const begun = performance.now();
    fixInSentences(sentencesOf(piece.repeat(100_000)));
    expect(performance.now() - begun).toBeLessThan(1000);
  });
});
