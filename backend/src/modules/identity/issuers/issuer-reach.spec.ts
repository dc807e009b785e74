import { IssuerReach } from './issuer-reach.js';

const NOWHERE = [
  '10.0.0.1',
  '172.16.0.1',
  '172.31.255.255',
  '192.168.1.1',
  '100.64.0.1',
  '169.254.169.254',
  '0.0.0.0',
  '0.1.2.3',
  '192.0.2.1',
  '198.18.0.1',
  '224.0.0.1',
  '240.0.0.1',
  '255.255.255.255',
  '127.0.0.1',
  '127.255.255.254',
  '::',
  '::1',
  '::ffff:10.0.0.1',
  '::ffff:127.0.0.1',
  '::ffff:a9fe:a9fe',
  'fe80::1',
  'fec0::1',
  'fd00:ec2::254',
  'fc00::1',
  'ff02::1',
  '64:ff9b::10.0.0.1',
  '64:ff9b::7f00:1',
  '64:ff9b:1::1',
  '2002:7f00:1::',
  '2001:0:1::',
  '2001:db8::1',
  // None of these is an address as a socket takes it.
  '0x7f.1',
  '2130706433',
  '127.1',
  'localhost',
  '',
];

describe('IssuerReach', () => {
  it.each(NOWHERE)('asks nobody at %s', (address) => {
    expect(new IssuerReach([], false).placeOf(address)).toBe('nowhere');
  });

  it.each([
    '8.8.8.8',
    '172.15.0.1',
    '172.32.0.1',
    '100.128.0.1',
    '2606:4700::1111',
    '::ffff:8.8.8.8',
    '64:ff9b::8.8.8.8',
  ])('takes %s for public', (address) => {
    expect(new IssuerReach([], false).placeOf(address)).toBe('public');
  });

  it.each(['127.0.0.1', '127.8.8.8', '::1', '::ffff:127.0.0.1'])('tells %s for this machine', (address) => {
    expect(new IssuerReach([], true).placeOf(address)).toBe('loopback');
  });

  it.each([
    ['10.1.2.3', '10.1.0.0/16', 'inside'],
    ['10.2.2.3', '10.1.0.0/16', 'nowhere'],
    ['10.1.2.3', '10.1.2.3', 'inside'],
    ['10.1.2.4', '10.1.2.3', 'nowhere'],
    ['::ffff:10.1.2.3', '10.1.0.0/16', 'inside'],
    ['64:ff9b::10.1.2.3', '10.1.0.0/16', 'inside'],
    ['fd12::1', 'fd12::/16', 'inside'],
    ['fd13::1', 'fd12::/16', 'nowhere'],
    ['127.0.1.1', '127.0.0.0/8', 'inside'],
    ['100.64.9.9', '100.64.0.0/10', 'inside'],
    // Where metadata services are, and what is no network of anybody's own.
    ['169.254.169.254', '0.0.0.0/0', 'nowhere'],
    ['169.254.169.254', '169.254.0.0/16', 'nowhere'],
    ['fe80::1', '::/0', 'nowhere'],
    ['0.0.0.0', '0.0.0.0/0', 'nowhere'],
    ['8.8.8.8', '10.0.0.0/8', 'public'],
  ])('with %s in %s: %s', (address, network, place) => {
    expect(new IssuerReach(['192.168.0.0/24', network], false).placeOf(address)).toBe(place);
  });
});
