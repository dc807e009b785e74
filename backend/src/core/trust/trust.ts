import type { KeyObject } from 'node:crypto';
import {
  type BundleWithDsseEnvelope,
  bundleFromJSON,
  isBundleWithDsseEnvelope,
  type SerializedBundle,
} from '@sigstore/bundle';
import { isSignedBy } from '../signatures/dsse-signature.js';
import { type Statement, statementOf } from '../signatures/statement.js';
import { NOT_SIGNED, UntrustedSigner } from './untrusted-signer.js';

/** A signed statement, or why it is not trusted. */
export type ExaminedBundle = { readonly statement: Statement } | { readonly refusal: string };

const STATEMENT_TYPE = 'application/vnd.in-toto+json';

/** Checks Sigstore bundles, offline. */
export class Trust {
  private constructor(
    /** The trusted signers, for people. */
    readonly description: string,
    private readonly check: (bundle: BundleWithDsseEnvelope) => void,
  ) {}

  /** Only those keys are trusted, so that entries of logs and times of signing are not used. */
  static ofKeys(keys: readonly KeyObject[], description: string): Trust {
    return new Trust(description, ({ verificationMaterial, content: { dsseEnvelope } }) => {
      if (verificationMaterial.content.$case !== 'publicKey') {
        throw new UntrustedSigner('signed with a certificate, and not with a key');
      }
      if (!keys.some((key) => isSignedBy(key, dsseEnvelope))) throw new UntrustedSigner(NOT_SIGNED);
    });
  }

  /** `trustedRoot` is the text of Sigstore's roots. Throws UnusableRootError. */
  static async ofIdentity(identity: string, issuer: string, trustedRoot: string): Promise<Trust> {
    const { keylessCheck } = await import('./keyless-check.js');
    const check = keylessCheck(identity, issuer, trustedRoot);
    return new Trust(`${identity}, as ${issuer} says`, (bundle) => {
      if (bundle.verificationMaterial.content.$case === 'publicKey') {
        throw new UntrustedSigner('signed with a key, and not with a certificate');
      }
      check(bundle);
    });
  }

  examine(bytes: Uint8Array): ExaminedBundle {
    try {
      const bundle = bundleFromJSON(JSON.parse(Buffer.from(bytes).toString('utf8')) as SerializedBundle);
      if (!isBundleWithDsseEnvelope(bundle)) return { refusal: 'it signs bytes, and says nothing about them' };
      const { payload, payloadType } = bundle.content.dsseEnvelope;
      this.check(bundle);
      if (payloadType !== STATEMENT_TYPE)
        return { refusal: `what is signed is no in-toto statement, but ${payloadType}` };
      const statement = statementOf(payload);
      return statement === null ? { refusal: 'what is signed is no in-toto statement' } : { statement };
    } catch (error) {
      if (error instanceof UntrustedSigner) return { refusal: error.message };
      return { refusal: `it is no Sigstore bundle (${error instanceof Error ? error.message : String(error)})` };
    }
  }
}
