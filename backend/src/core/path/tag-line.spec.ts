import { newerBuilds } from './tag-line.js';

/** What is found for a build with these tags; newer builds, the newest first, are named by their place. */
function found(tags: string, ...newer: string[]) {
  const builds = newer.map((each, place) => ({ place, tags: each.split(' ').filter(Boolean) }));
  const { inLine, otherRelease } = newerBuilds({ tags: tags.split(' ').filter(Boolean) }, builds);
  return [
    inLine && [inLine.build.place, inLine.tag, inLine.line],
    otherRelease && [otherRelease.build.place, otherRelease.tag],
  ];
}

describe('newerBuilds', () => {
  it.each([
    // The tag, whatever is newer.
    [
      '12',
      ['13', '12', '12'],
      [
        [1, '12', 'same-tag'],
        [0, '13'],
      ],
    ],
    ['bookworm 12 12.5', ['12 12.6 bookworm'], [[0, '12', 'same-tag'], null]],
    // The same minor version, where the tag stays with its build.
    [
      '3.20.3',
      ['3.21.0', '3.20.4'],
      [
        [1, '3.20.4', 'same-stream'],
        [0, '3.21.0'],
      ],
    ],
    [
      'v1.2.3-alpine',
      ['v1.2.4', 'v1.2.5-alpine'],
      [
        [1, 'v1.2.5-alpine', 'same-stream'],
        [0, 'v1.2.4'],
      ],
    ],
    ['3.20 3.20.3', ['3.20 3.20.4'], [[0, '3.20', 'same-tag'], null]],
    // Dates.
    [
      'bookworm-20240612',
      ['trixie-20240701', 'bookworm-20240701'],
      [
        [1, 'bookworm-20240701', 'same-stream'],
        [0, 'trixie-20240701'],
      ],
    ],
    ['9.4-20240612', ['9.4-20240701'], [[0, '9.4-20240701', 'same-stream'], null]],
    // The most exact tag decides.
    [
      '3 3.20.3',
      ['3 3.21.0', '3.20.4'],
      [
        [1, '3.20.4', 'same-stream'],
        [0, '3.21.0'],
      ],
    ],
    // A tag that moves on is no release by itself.
    ['12 latest', ['13 latest'], [null, [0, '13']]],
    ['latest', ['latest'], [[0, 'latest', 'same-tag'], null]],
    ['3f2a9c1 latest', ['8b1c2d3 latest'], [[0, 'latest', 'same-tag'], null]],
    // Another release is named as such, and not offered as the newer build.
    ['3.20', ['3.21'], [null, [0, '3.21']]],
    ['20-slim', ['20-alpine'], [null, [0, '20-alpine']]],
    // Without tags the line is not known.
    ['', ['13', ''], [[0, '13', 'unknown'], null]],
    [
      '12',
      ['13', ''],
      [
        [1, null, 'unknown'],
        [0, '13'],
      ],
    ],
    ['', [''], [[0, null, 'unknown'], null]],
    ['12', [], [null, null]],
  ])('after %j comes, of %j: %j', (tags, newer, expected) => {
    expect(found(tags, ...newer)).toEqual(expected);
  });
});
