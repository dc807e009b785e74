import { clientAddressOf } from './client-address.js';

describe('clientAddressOf', () => {
  it.each<[readonly (string | undefined)[], string]>([
    [['127.0.0.1'], '127.0.0.1'],
    [['127.0.0.1', '192.0.2.1'], '192.0.2.1'],
    [['127.0.0.1', '10.0.0.1', '2001:DB8::0:1'], '2001:db8::1'],
    [['::ffff:192.0.2.1'], '192.0.2.1'],
    [['fe80::1%eth0'], 'fe80::1'],
    [['127.0.0.1', 'unknown'], '127.0.0.1'],
    [['127.0.0.1', "1'; --"], '127.0.0.1'],
    [['127.0.0.1', '192.0.2.1', 'junk', '192.0.2.2'], '192.0.2.1'],
    [['127.0.0.1', '192.0.2.1:4711'], '127.0.0.1'],
    [['127.0.0.1', '0x7f.1'], '127.0.0.1'],
    [['127.0.0.1', '7'], '127.0.0.1'],
    [['127.0.0.1', '192.0.2.01'], '127.0.0.1'],
    [['127.0.0.1', ''], '127.0.0.1'],
    [[undefined], '::'],
  ])('of %j is %s', (ips, expected) => {
    expect(clientAddressOf({ ip: 'not asked', ips: ips as string[] })).toBe(expected);
  });

  it('is that of the connection where no proxy is trusted', () => {
    expect(clientAddressOf({ ip: '192.0.2.1', ips: undefined })).toBe('192.0.2.1');
  });
});
