import { setTimeout as delay } from 'node:timers/promises';
import { ConfigService } from '@nestjs/config';
import { Configuration } from '../../config/configuration.js';
import { IngestSlots } from './ingest-slots.js';
import { QueueTooSlowError } from './reports.errors.js';

function slotsWith(settings: { INGEST_CONCURRENCY: number; INGEST_QUEUE_TIMEOUT_MS?: number }): IngestSlots {
  return new IngestSlots(new Configuration(new ConfigService({ INGEST_QUEUE_TIMEOUT_MS: 10_000, ...settings })));
}

/** Sends reports that each take a turn of the event loop, and says in which order they were at work. */
async function orderOf(slots: IngestSlots, senders: readonly string[]): Promise<string[]> {
  const order: string[] = [];
  await Promise.all(
    senders.map((sender) =>
      slots.run(sender, async () => {
        order.push(sender);
        await delay(1);
      }),
    ),
  );
  return order;
}

describe('IngestSlots', () => {
  it('lets everybody have a turn, however many reports somebody else sent before', async () => {
    const order = await orderOf(slotsWith({ INGEST_CONCURRENCY: 1 }), [...'aaaaaa', 'b', 'c']);
    expect(order.slice(0, 4).sort()).toEqual(['a', 'a', 'b', 'c']);
    expect(order.slice(4)).toEqual([...'aaaa']);
  });

  it('gives a second slot to nobody who has one while others wait', async () => {
    const slots = slotsWith({ INGEST_CONCURRENCY: 2 });
    const waiting = { a: 0, b: 0 };
    const atWork = { a: 0, b: 0 };
    const wrong: unknown[] = [];
    const send = (sender: 'a' | 'b'): Promise<void> => {
      waiting[sender] += 1;
      return slots.run(sender, async () => {
        waiting[sender] -= 1;
        const other = sender === 'a' ? 'b' : 'a';
        if (atWork[sender] > 0 && waiting[other] > 0) wrong.push({ sender, ...waiting });
        atWork[sender] += 1;
        await delay(2);
        atWork[sender] -= 1;
      });
    };
    const ofA = Array.from({ length: 10 }, () => send('a'));
    await Promise.all(ofA.slice(0, 2));
    await Promise.all([...ofA, send('b'), send('b'), send('b')]);
    expect(wrong).toEqual([]);
  });

  it('never has more at work than there are slots, also after failures', async () => {
    const slots = slotsWith({ INGEST_CONCURRENCY: 2 });
    let atOnce = 0;
    let most = 0;
    const outcomes = await Promise.allSettled(
      Array.from({ length: 20 }, (_, place) =>
        slots.run(`sender ${place % 3}`, async () => {
          atOnce += 1;
          most = Math.max(most, atOnce);
          await delay(1);
          atOnce -= 1;
          if (place % 2 === 0) throw new Error('refused');
        }),
      ),
    );
    expect(most).toBe(2);
    expect(outcomes.filter(({ status }) => status === 'rejected')).toHaveLength(10);
  });

  it('ends the wait of whoever waited too long, and of nobody else', async () => {
    const slots = slotsWith({ INGEST_CONCURRENCY: 1, INGEST_QUEUE_TIMEOUT_MS: 50 });
    let leave = (): void => undefined;
    const first = slots.run('a', () => new Promise<void>((resolve) => (leave = resolve)));
    await expect(slots.run('b', () => delay(1))).rejects.toThrow(QueueTooSlowError);
    const last = slots.run('b', async () => 'taken in');
    leave();
    await first;
    expect(await last).toBe('taken in');
  });
});
