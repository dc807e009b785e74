import type { Configuration } from '../../../../config/configuration.js';
import { PublicOrigin } from '../../../access/public-origin.js';
import { PasskeysUnavailableError } from './factors.errors.js';
import { RelyingParty } from './relying-party.js';

function relyingPartyOf(publicUrl: string): RelyingParty {
  return new RelyingParty(new PublicOrigin({ get: () => publicUrl } as unknown as Configuration));
}

describe('RelyingParty', () => {
  it.each([
    ['https://plimsoll.example.org', 'plimsoll.example.org', 'https://plimsoll.example.org'],
    ['https://plimsoll.example.org:8443', 'plimsoll.example.org', 'https://plimsoll.example.org:8443'],
    ['http://localhost:3000', 'localhost', 'http://localhost:3000'],
    // Browsers make no passkey for an address, not even for this machine's own.
    ['http://127.0.0.1:3000', 'localhost', 'http://localhost:3000'],
    ['http://[::1]:3000', 'localhost', 'http://localhost:3000'],
  ])('of %s is %s, answering from %s', (publicUrl, id, origin) => {
    const relyingParty = relyingPartyOf(publicUrl);
    expect([relyingParty.id, relyingParty.origin]).toEqual([id, origin]);
  });

  it.each(['https://10.0.0.5', 'https://[2001:db8::5]:8443'])('says that passkeys cannot work at %s', (publicUrl) => {
    expect(() => relyingPartyOf(publicUrl).id).toThrow(PasskeysUnavailableError);
    expect(() => relyingPartyOf(publicUrl).id).toThrow('PUBLIC_URL');
  });

  it('says where to go to whoever has opened the console at an address of this machine', () => {
    const relyingParty = relyingPartyOf('http://localhost:3000');
    for (const origin of ['http://127.0.0.1:3000', 'http://[::1]:3000']) {
      expect(() => relyingParty.requireName(origin)).toThrow('Open the console at http://localhost:3000.');
    }
    for (const origin of [undefined, 'http://localhost:3000']) expect(relyingParty.requireName(origin)).toBeUndefined();
  });
});
