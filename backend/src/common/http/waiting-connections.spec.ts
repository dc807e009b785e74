import { waitingIn } from './waiting-connections.js';

const LINES = `  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode
   0: 00000000:1F90 00000000:0000 0A 00000000:00000002 00:00000000 00000000     0        0 2340611 1 0 100 0 0 10 0
   1: 00000000:0BB9 00000000:0000 0A 00000000:0000000C 00:00000000 00000000  1001        0 2340609 1 0 100 0 0 10 0
   2: 0100007F:0BB9 0100007F:D431 01 00000000:00000300 00:00000000 00000000  1001        0 2340610 1 0 20 4 30 10 -1
`.split('\n');

describe('waitingIn', () => {
  it('counts those who wait at the port', () => {
    expect(waitingIn(LINES, 3001)).toBe(12);
  });

  it('does not count what was received on its connections', () => {
    expect(waitingIn([...LINES.slice(0, 2), ...LINES.slice(3)], 3001)).toBe(0);
  });

  it('looks no further than the sockets that listen', () => {
    function* table(): Generator<string> {
      yield* LINES.slice(0, 4);
      throw new Error('looked at more than it needed');
    }
    expect(waitingIn(table(), 3002)).toBe(0);
  });
});
