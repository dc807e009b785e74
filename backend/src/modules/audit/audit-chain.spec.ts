import { createHash } from 'node:crypto';
import { CHAIN_START, examineChain } from './audit-chain.js';
import type { StoredEvent } from './stored-event.js';

/** Chained as audit_append does it, written down a second time. */
function chainOf(bodies: readonly string[]): StoredEvent[] {
  const events: StoredEvent[] = [];
  for (const body of bodies) {
    const previousHash = events.at(-1)?.hash ?? '0'.repeat(64);
    const sequence = events.length + 1;
    const at = `2026-11-21T10:00:0${sequence}.000Z`;
    const hash = createHash('sha256').update(`${previousHash}\n${sequence}\n${at}\n${body}`).digest('hex');
    events.push({ sequence, at, body, previousHash, hash });
  }
  return events;
}

async function* stream(events: readonly StoredEvent[]): AsyncGenerator<StoredEvent> {
  yield* events;
}

describe('examineChain', () => {
  const events = chainOf(['{"action":"a.b"}', '{"action":"c.d"}', '{"action":"é\u{1F600}"}', '{}']);
  const last = events[3] ?? CHAIN_START;
  const changed = (place: number, change: Partial<StoredEvent>): StoredEvent[] =>
    events.map((event, index) => (index === place ? { ...event, ...change } : event));
  const faultIn = async (tampered: readonly StoredEvent[]): Promise<unknown> =>
    (await examineChain(stream(tampered))).fault;

  it('finds nothing in a chain that is whole, and says where it stands', async () => {
    expect(await examineChain(stream(events))).toEqual({
      intact: { sequence: 4, hash: last.hash },
      fault: null,
    });
    expect(await examineChain(stream([]))).toEqual({ intact: CHAIN_START, fault: null });
  });

  it.each<[string, StoredEvent[], number, string]>([
    ['a changed text', changed(1, { body: '{"action":"c.e"}' }), 2, 'was changed'],
    ['a changed instant', changed(2, { at: '2026-11-21T10:00:03.001Z' }), 3, 'was changed'],
    ['a changed hash', changed(0, { hash: 'f'.repeat(64) }), 1, 'was changed'],
    ['a cut link', changed(2, { previousHash: 'f'.repeat(64) }), 3, 'does not follow'],
    ['a missing first event', events.slice(1), 1, 'missing'],
    ['a missing middle', events.filter(({ sequence }) => sequence !== 2), 2, 'missing'],
    [
      'texts that changed places',
      [...changed(0, { body: '{"action":"c.d"}' }).slice(0, 1), ...changed(1, { body: '{"action":"a.b"}' }).slice(1)],
      1,
      'was changed',
    ],
    ['an event twice', [...events.slice(0, 2), ...events.slice(1)], 3, 'missing'],
  ])('finds %s', async (_, tampered, sequence, reason) => {
    expect(await faultIn(tampered)).toEqual({ sequence, reason: expect.stringContaining(reason) as string });
  });

  it('takes a chain whose end was cut off for whole, until it is told where it stood', async () => {
    const cut = events.slice(0, 3);
    expect(await faultIn(cut)).toBeNull();
    expect((await examineChain(stream(cut), [last])).fault).toEqual({
      sequence: 4,
      reason: expect.stringContaining('known to have gone on to event 4') as string,
    });
  });

  it('takes a chain that was written anew from some place on for whole, until it is told where it stood', async () => {
    const anew = chainOf(['{"action":"a.b"}', '{"action":"nothing.happened"}', '{}', '{}']);
    expect(await faultIn(anew)).toBeNull();
    expect((await examineChain(stream(anew), [last])).fault).toMatchObject({ sequence: 4 });
  });
});
