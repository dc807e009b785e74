import { Command } from 'commander';
import { withTrustOptions } from './trust-options.js';

describe('options on whose signatures count', () => {
  it.each([
    ['the names of registry-setup.sh', '--identity', '--issuer'],
    ["cosign's names", '--certificate-identity', '--certificate-oidc-issuer'],
  ])('take %s', (_, identity, issuer) => {
    const command = withTrustOptions(new Command());
    command.parse([identity, 'https://ci.example/job', issuer, 'https://ci.example'], { from: 'user' });
    expect(command.opts()).toMatchObject({
      certificateIdentity: 'https://ci.example/job',
      certificateOidcIssuer: 'https://ci.example',
    });
  });
});
