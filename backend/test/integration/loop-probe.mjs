// Loaded into the API's process before it (`node --import`): says how long its event loop was held by its own work, and
// not by other processes, for which the clock goes on as well. Told `reset` it begins anew; told `read` it answers in milliseconds.
import { readFileSync } from 'node:fs';
import { isMainThread } from 'node:worker_threads';

/** In nanoseconds: the time of a processor that the main thread has had. */
const ownTime = () => Number(readFileSync('/proc/self/schedstat', 'utf8').split(' ', 1)[0]);

function measure() {
  let longest = 0;
  let last = ownTime();
  setInterval(() => {
    const now = ownTime();
    longest = Math.max(longest, now - last);
    last = now;
  }, 2).unref();
  process.on('message', (message) => {
    if (message === 'reset') {
      longest = 0;
      last = ownTime();
    }
    process.send({ longest: longest / 1e6 });
  });
  process.channel.unref();
}

// Workers load it, too.
if (isMainThread) measure();
