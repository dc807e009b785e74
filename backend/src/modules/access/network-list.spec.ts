import { NetworkList } from './network-list.js';

describe('NetworkList', () => {
  const networks = new NetworkList(['10.1.0.0/16', '192.168.7.7', 'fd00::/8', '::1']);

  it.each(['10.1.255.3', '::ffff:10.1.2.3', '192.168.7.7', 'fd12:3456::1', '::1'])('has %s', (address) => {
    expect(networks.includes(address)).toBe(true);
  });

  it.each(['10.2.0.1', '192.168.7.8', '127.0.0.1', 'fe80::1', '::2', '', 'localhost', '10.1.0.0/16'])(
    'has not %s',
    (address) => {
      expect(networks.includes(address)).toBe(false);
    },
  );

  it('has nobody where nothing is set', () => {
    expect(new NetworkList([]).includes('127.0.0.1')).toBe(false);
  });
});
