import { type Command, InvalidArgumentError, Option } from 'commander';
import { DURATION } from '../../core/model/duration.js';
import type { TrustOptions } from './read-trust.js';

/** The command line of whatever checks signatures, read. */
export interface CheckOptions extends TrustOptions {
  readonly maxAge: string;
  readonly allowHttp: boolean;
}

export function withTrustOptions(command: Command): Command {
  return command
    .addOption(
      new Option('--key <file>', 'the public key whose signatures count; may be repeated, and any of them will do')
        .env('PLIMSOLL_VERIFY_KEY')
        .argParser((path: string, others: readonly string[] | undefined) => [...(others ?? []), path]),
    )
    .addOption(
      new Option('--identity, --certificate-identity <identity>', 'who must have signed without a key, exactly').env(
        'PLIMSOLL_VERIFY_IDENTITY',
      ),
    )
    .addOption(
      new Option('--issuer, --certificate-oidc-issuer <url>', 'which issuer confirms that identity, exactly').env(
        'PLIMSOLL_VERIFY_ISSUER',
      ),
    )
    .addOption(new Option('--trusted-root <file>', "Sigstore's roots").env('PLIMSOLL_TRUSTED_ROOT'))
    .option('--max-age <duration>', 'how old a verdict may be', age, '7d')
    .option('--allow-http', 'speak plain http with a registry on another machine', false);
}

export const TRUST_HELP = `
Whose signatures count: --key FILE (which may hold several), or --identity, --issuer and --trusted-root together. The longer names are those of cosign.
Environment: PLIMSOLL_VERIFY_KEY, PLIMSOLL_VERIFY_IDENTITY, PLIMSOLL_VERIFY_ISSUER, PLIMSOLL_TRUSTED_ROOT.
The registry's credentials are those of "docker login".`;

function age(text: string): string {
  if (!DURATION.test(text)) throw new InvalidArgumentError('Write a duration such as 12h or 7d.');
  return text;
}
