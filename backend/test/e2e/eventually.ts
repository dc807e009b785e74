import { setTimeout as delay } from 'node:timers/promises';

/** In milliseconds: far more than a busy machine needs for what otherwise takes none. */
const PATIENCE = 60_000;

/** Asks until the answer is as it is to be, and gives the last one, right or wrong, to who expects something of it. */
export async function eventually<Answer>(
  ask: () => Promise<Answer>,
  isRight: (answer: Answer) => boolean,
): Promise<Answer> {
  const deadline = Date.now() + PATIENCE;
  for (;;) {
    const answer = await ask();
    if (isRight(answer) || Date.now() > deadline) return answer;
    await delay(50);
  }
}
