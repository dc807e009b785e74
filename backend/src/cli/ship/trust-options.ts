import { type Command, InvalidArgumentError, Option } from 'commander';
import { DURATION } from '../../core/model/duration.js';
import type { TrustOptions } from './read-trust.js';

/** The parsed command line of a command that checks signatures. */
export interface CheckOptions extends TrustOptions {
  readonly maxAge: string;
  readonly allowHttp: boolean;
}

export function withTrustOptions(command: Command): Command {
  return command
    .addOption(
      new Option('--key <file>', 'public key of a trusted signer; repeatable, any one is enough')
        .env('PLIMSOLL_VERIFY_KEY')
        .argParser((path: string, others: readonly string[] | undefined) => [...(others ?? []), path]),
    )
    .addOption(
      new Option(
        '--identity, --certificate-identity <identity>',
        'expected signer identity for keyless signatures (exact match)',
      ).env('PLIMSOLL_VERIFY_IDENTITY'),
    )
    .addOption(
      new Option('--issuer, --certificate-oidc-issuer <url>', 'expected issuer of that identity (exact match)').env(
        'PLIMSOLL_VERIFY_ISSUER',
      ),
    )
    .addOption(new Option('--trusted-root <file>', 'trusted root of Sigstore').env('PLIMSOLL_TRUSTED_ROOT'))
    .option('--max-age <duration>', 'highest age of a verdict', age, '7d')
    .option('--allow-http', 'allow plain http with a registry on another machine', false);
}

export const TRUST_HELP = `
Trusted signers: --key FILE (one or several public keys), or --identity, --issuer and --trusted-root together. The longer names are those of cosign.
Environment: PLIMSOLL_VERIFY_KEY, PLIMSOLL_VERIFY_IDENTITY, PLIMSOLL_VERIFY_ISSUER, PLIMSOLL_TRUSTED_ROOT.
The registry's credentials are those of "docker login".`;

function age(text: string): string {
  if (!DURATION.test(text)) throw new InvalidArgumentError('Write a duration such as 12h or 7d.');
  return text;
}
