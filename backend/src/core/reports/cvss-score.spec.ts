import { cvssScoreOf } from './cvss-score.js';

describe('cvssScoreOf', () => {
  // Scores from NVD, and for CVSS 4.0 from first.org's examples.
  it.each([
    ['CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:C/C:H/I:H/A:H', '3.1', 10],
    ['CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H', '3.1', 9.8],
    ['CVSS:3.1/AV:L/AC:L/PR:L/UI:N/S:U/C:H/I:H/A:H', '3.1', 7.8],
    ['CVSS:3.0/AV:N/AC:H/PR:N/UI:R/S:U/C:L/I:N/A:N', '3.0', 3.1],
    ['CVSS:3.1/AV:N/AC:L/PR:N/UI:R/S:C/C:L/I:L/A:N', '3.1', 6.1],
    ['CVSS:3.1/AV:P/AC:H/PR:H/UI:R/S:U/C:N/I:N/A:N', '3.1', 0],
    ['CVSS:3.0/AV:L/AC:H/PR:H/UI:N/S:C/C:H/I:H/A:H', '3.0', 7.5],
    ['CVSS:3.0/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H/E:P/RL:O', '3.0', 9.8],
    ['CVSS:4.0/AV:N/AC:L/AT:N/PR:N/UI:N/VC:H/VI:H/VA:H/SC:N/SI:N/SA:N', '4.0', 9.3],
    ['CVSS:4.0/AV:N/AC:L/AT:N/PR:N/UI:N/VC:H/VI:H/VA:H/SC:H/SI:H/SA:H', '4.0', 10],
    ['AV:N/AC:L/Au:N/C:P/I:P/A:P', '2.0', 7.5],
    ['(AV:N/AC:L/Au:N/C:C/I:C/A:C)', '2.0', 10],
  ])('scores %s', (vector, version, score) => {
    expect(cvssScoreOf(vector)).toEqual({ version, score });
  });

  it.each([
    '',
    'AV:N/AC:L',
    'CVSS:3.1/AV:N',
    'CVSS:4.0/AV:N/AC:L',
    'CVSS:3.1/AV:X/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H',
    `CVSS:3.1/${'AV:N/'.repeat(100)}`,
  ])('gives null for %j', (vector) => {
    expect(cvssScoreOf(vector)).toBeNull();
  });
});
