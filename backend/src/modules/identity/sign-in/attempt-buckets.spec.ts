import { codeBucket, delaysOf, networkBucket, passwordBuckets, signInBucket } from './attempt-buckets.js';

describe('delaysOf', () => {
  it('lets the free attempts follow each other without a wait, then doubles the delay, and goes no further than the longest', () => {
    const delays = delaysOf({ free: 5, longestDelaySeconds: 900 });
    expect(delays).toEqual([0, 0, 0, 0, 1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 900]);
    expect(delaysOf({ free: 1, longestDelaySeconds: 30 })).toEqual([1, 2, 4, 8, 16, 30]);
    expect(delaysOf({ free: 3, longestDelaySeconds: 8 })).toEqual([0, 0, 1, 2, 4, 8]);
  });
});

describe('passwordBuckets', () => {
  const subjects = (...args: Parameters<typeof passwordBuckets>): string[] =>
    passwordBuckets(...args).map(({ subject }) => JSON.stringify(subject));

  it('counts against the address from the network, the address from everywhere, and the network', () => {
    expect(subjects('ada@example.org', '192.0.2.1', null)).toHaveLength(3);
    expect(subjects('ada@example.org', '192.0.2.1', null)).toEqual(subjects('ada@example.org', '192.0.2.200', null));
  });

  it('shares no more than the address between networks, and no more than the network between addresses', () => {
    const own = subjects('ada@example.org', '192.0.2.1', null);
    const elsewhere = subjects('ada@example.org', '198.51.100.1', null);
    const another = subjects('bob@example.org', '192.0.2.1', null);
    expect(own.filter((subject) => elsewhere.includes(subject))).toEqual([own[1]]);
    expect(own.filter((subject) => another.includes(subject))).toEqual([own[2]]);
  });

  it('counts a known device for itself alone, so that nobody else can delay it', () => {
    const own = subjects('ada@example.org', '192.0.2.1', 7);
    expect(own).toHaveLength(1);
    expect(subjects('ada@example.org', '192.0.2.1', null)).not.toContain(own[0]);
    expect(subjects('ada@example.org', '192.0.2.1', 8)).not.toContain(own[0]);
  });

  it('delays nobody for long by what others can do', () => {
    const longest = passwordBuckets('ada@example.org', '192.0.2.1', null).map(({ rule }) => delaysOf(rule).at(-1));
    expect(longest).toEqual([900, 30, 30]);
  });

  it('forgets what was wrong about an address when its password is right, but not about the network', () => {
    expect(passwordBuckets('ada@example.org', '192.0.2.1', null).map(({ onSuccess }) => onSuccess)).toEqual([
      'forget',
      'forget',
      'take back',
    ]);
  });
});

it('never counts two purposes in one bucket', () => {
  const buckets = [
    ...passwordBuckets('1', '192.0.2.1', null),
    ...passwordBuckets('1', '192.0.2.1', 1),
    networkBucket('passkey', '192.0.2.1'),
    codeBucket(1, null),
    codeBucket(1, 1),
    signInBucket(1),
  ];
  expect(new Set(buckets.map(({ subject }) => JSON.stringify(subject))).size).toBe(buckets.length);
});
