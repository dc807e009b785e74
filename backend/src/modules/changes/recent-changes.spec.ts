import type { Change } from './change.js';
import { RecentChanges } from './recent-changes.js';

const of = (artifactId: number): Change => ({ kind: 'report', projectId: 1, artifactId });

describe('RecentChanges', () => {
  let time = 0;
  const recent = (): RecentChanges => {
    time = 1_000_000;
    return new RecentChanges(() => time);
  };

  it('knows what happened within the time that is asked for', () => {
    const changes = recent();
    time += 5_000;
    changes.add(of(1));
    time += 5_000;
    changes.add(of(2));
    expect(changes.ofLast(9_000)).toEqual([of(1), of(2)]);
    expect(changes.ofLast(1_000)).toEqual([of(2)]);
    expect(changes.ofLast(0)).toEqual([of(2)]);
  });

  it('says that it does not know what happened before it listened', () => {
    const changes = recent();
    time += 1_000;
    expect(changes.ofLast(1_000)).toEqual([]);
    expect(changes.ofLast(1_001)).toBeNull();
  });

  it('does not know what happened while it did not listen', () => {
    const changes = recent();
    time += 10_000;
    changes.add(of(1));
    changes.startAnew();
    time += 10;
    expect(changes.ofLast(10)).toEqual([]);
    expect(changes.ofLast(11)).toBeNull();
  });

  it('forgets after a minute, and says so', () => {
    const changes = recent();
    time += 100_000;
    changes.add(of(1));
    time += 60_000;
    expect(changes.ofLast(60_000)).toEqual([of(1)]);
    expect(changes.ofLast(60_001)).toBeNull();
    time += 1;
    expect(changes.ofLast(60_000)).toEqual([]);
  });

  it('forgets the oldest of very many, and says so', () => {
    const changes = recent();
    for (let id = 0; id < 1_500; id += 1) {
      time += 10;
      changes.add(of(id));
    }
    expect(changes.ofLast(5_000)).toHaveLength(501);
    expect(changes.ofLast(14_000)).toBeNull();
  });
});
