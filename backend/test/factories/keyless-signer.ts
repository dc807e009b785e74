import { createHash, generateKeyPairSync, type KeyPairKeyObjectResult, sign } from 'node:crypto';
import { initializeCA, initializeCTLog, initializeTLog, initializeTSA } from '@sigstore/mock';

/** How a signature is to be wrong, or how it is to be right in another way. */
export interface Signing {
  readonly identity?: string;
  readonly issuer?: string;
  /** A clock that is not the log's says when. */
  readonly isTimestamped?: boolean;
  readonly isLogged?: boolean;
  /** When the certificate is issued; it holds for ten minutes. */
  readonly issuedAt?: Date;
  /** Certificates are in a log where the authority puts them there. */
  readonly isCertificateLogged?: boolean;
  /** What the log keeps is about this instead. */
  readonly loggedPayload?: string;
  readonly payloadType?: string;
}

/** What Rekor answers, in the parts that a bundle takes over. */
interface LogEntry {
  readonly body: string;
  readonly integratedTime: number;
  readonly logIndex: number;
  readonly verification: {
    readonly signedEntryTimestamp: string;
    readonly inclusionProof: {
      readonly logIndex: number;
      readonly treeSize: number;
      readonly rootHash: string;
      readonly checkpoint: string;
    };
  };
}

export const IDENTITY = 'https://github.com/acme/api/.github/workflows/ship.yml@refs/heads/main';
export const ISSUER = 'https://token.actions.githubusercontent.com';
const STATEMENT_TYPE = 'application/vnd.in-toto+json';
/** Fulcio's name for the extension that holds the issuer. */
const ISSUER_EXTENSION = '1.3.6.1.4.1.57264.1.8';
const SHA256 = '2.16.840.1.101.3.4.2.1';
const LONG_AGO = '2020-01-01T00:00:00Z';

/** Sigstore's services with keys of their own: real certificates, logs and time stamps that nobody else believes. */
export class KeylessSigner {
  readonly #issuer = keys('P-384');
  readonly #clock = keys('P-384');
  readonly #certificateLog = keys('P-256');
  readonly #log = keys('P-256');

  /** The trusted root that goes with them, as `cosign trusted-root create` writes it. */
  async trustedRoot(): Promise<string> {
    const { authority, certificateLog, log } = await this.#services();
    const clock = await this.#clockOfThisSecond();
    const logOf = (publicKey: Buffer): unknown => ({
      baseUrl: 'https://log.example',
      hashAlgorithm: 'SHA2_256',
      publicKey: {
        rawBytes: text(publicKey),
        keyDetails: 'PKIX_ECDSA_P256_SHA_256',
        validFor: { start: LONG_AGO },
      },
      logId: { keyId: text(digest(publicKey)) },
    });
    const authorityOf = (...certificates: ArrayBufferView[]): unknown => ({
      certChain: { certificates: certificates.map((each) => ({ rawBytes: text(each) })) },
      validFor: { start: LONG_AGO },
    });
    return JSON.stringify({
      mediaType: 'application/vnd.dev.sigstore.trustedroot+json;version=0.1',
      tlogs: [logOf(log.publicKey)],
      ctlogs: [logOf(certificateLog.publicKey)],
      certificateAuthorities: [authorityOf(authority.rootCertificate)],
      timestampAuthorities: [authorityOf(clock.intCertificate, clock.rootCertificate)],
    });
  }

  /** A bundle as cosign writes it for whoever an issuer says they are. */
  async sign(payload: string, signing: Signing = {}): Promise<Buffer> {
    const { identity = IDENTITY, issuer = ISSUER, payloadType = STATEMENT_TYPE } = signing;
    const { authority, log } = await this.#services(signing);
    const own = keys('P-256');
    const certificate = await authority.issueCertificate({
      publicKey: own.publicKey.export({ type: 'spki', format: 'der' }) as Buffer<ArrayBuffer>,
      subjectAltName: identity,
      extensions: [{ oid: ISSUER_EXTENSION, value: issuer }],
    });
    const signature = sign('sha256', encoded(payloadType, payload), own.privateKey);
    // Only now, for it keeps to the second that it began in: never before the certificate, however long that took.
    const clock = await this.#clockOfThisSecond();
    const stamp = await clock.timestamp({
      artifactHash: digest(signature),
      hashAlgorithmOID: SHA256,
      nonce: 1,
      policyOID: '1.3.6.1.4.1.57264.2',
      certReq: true,
    });
    const logged = {
      apiVersion: '0.0.1',
      kind: 'dsse',
      spec: {
        envelopeHash: { algorithm: 'sha256', value: digest(Buffer.from('any')).toString('hex') },
        payloadHash: {
          algorithm: 'sha256',
          value: digest(Buffer.from(signing.loggedPayload ?? payload)).toString('hex'),
        },
        signatures: [{ signature: text(signature), verifier: text(pem(certificate)) }],
      },
    };
    const [entry] = Object.values((await log.log(logged)) as Readonly<Record<string, LogEntry>>);
    if (entry === undefined) throw new Error('the log has kept nothing');
    const { inclusionProof, signedEntryTimestamp } = entry.verification;
    const tlogEntry = {
      logIndex: String(entry.logIndex),
      logId: { keyId: text(digest(log.publicKey)) },
      kindVersion: { kind: 'dsse', version: '0.0.1' },
      integratedTime: String(entry.integratedTime),
      inclusionPromise: { signedEntryTimestamp },
      inclusionProof: {
        logIndex: String(inclusionProof.logIndex),
        rootHash: text(Buffer.from(inclusionProof.rootHash, 'hex')),
        treeSize: String(inclusionProof.treeSize),
        hashes: [],
        checkpoint: { envelope: inclusionProof.checkpoint },
      },
      canonicalizedBody: entry.body,
    };
    return Buffer.from(
      JSON.stringify({
        mediaType: 'application/vnd.dev.sigstore.bundle.v0.3+json',
        verificationMaterial: {
          certificate: { rawBytes: text(certificate) },
          tlogEntries: signing.isLogged === false ? [] : [tlogEntry],
          timestampVerificationData: {
            rfc3161Timestamps: signing.isTimestamped === true ? [{ signedTimestamp: text(stamp) }] : [],
          },
        },
        dsseEnvelope: { payload: text(Buffer.from(payload)), payloadType, signatures: [{ sig: text(signature) }] },
      }),
    );
  }

  async #services({ issuedAt, isCertificateLogged }: Signing = {}) {
    const certificateLog = await initializeCTLog(this.#certificateLog);
    return {
      certificateLog,
      authority: await initializeCA(this.#issuer, isCertificateLogged === false ? undefined : certificateLog, issuedAt),
      log: await initializeTLog('https://log.example', this.#log),
    };
  }

  #clockOfThisSecond() {
    return initializeTSA(this.#clock, wholeSecond());
  }
}

/** As Sigstore's clock tells it, and never before the certificate: of parts of a second readers take three digits, or none. */
function wholeSecond(): Date {
  return new Date(Math.ceil(Date.now() / 1000) * 1000);
}

function keys(namedCurve: string): KeyPairKeyObjectResult {
  return generateKeyPairSync('ec', { namedCurve });
}

/** What DSSE signs. */
function encoded(type: string, payload: string): Buffer {
  return Buffer.from(`DSSEv1 ${type.length} ${type} ${Buffer.byteLength(payload)} ${payload}`);
}

function digest(bytes: Uint8Array): Buffer {
  return createHash('sha256').update(bytes).digest();
}

function text(bytes: ArrayBufferView): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('base64');
}

function pem(certificate: ArrayBufferView): Buffer {
  return Buffer.from(`-----BEGIN CERTIFICATE-----\n${text(certificate)}\n-----END CERTIFICATE-----\n`);
}
