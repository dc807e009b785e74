import { createHash, generateKeyPairSync, type KeyObject, randomBytes, sign } from 'node:crypto';
import type {
  PasskeyCreationOptions,
  PasskeyRequestOptions,
} from '../../src/modules/identity/credentials/factors/dto/passkey-options.dto.js';

/** What an attacker, or a broken device, may do otherwise than WebAuthn has it. */
export interface Deviations {
  /** Where the browser says that it is. */
  origin?: string;
  /** For whom the device says that the passkey is. */
  rpId?: string;
  challenge?: string;
  type?: string;
  userVerified?: boolean;
  userPresent?: boolean;
  /** What the device says that it has counted. */
  counter?: number;
  /** The browser says that it is in a frame of another site's page. */
  isEmbedded?: boolean;
  /** Of a new passkey. */
  credentialId?: Buffer;
  /** How a new passkey says whose make it is: with nothing, by its own signature, or with certificates. */
  attestation?: { format: string; certificates?: Uint8Array[] };
  /** Null for none. */
  userHandle?: string | null;
  /** Changes what was signed after it was signed. */
  tamper?: (signature: Buffer) => Buffer;
}

interface Credential {
  id: Buffer;
  privateKey: KeyObject;
  rpId: string;
  userHandle: string;
  counter: number;
}

const USER_PRESENT = 0x01;
const USER_VERIFIED = 0x04;
const HAS_CREDENTIAL = 0x40;

/**
 * A browser and the authenticator behind it, in software: ES256 keys, no attestation. What it answers is what
 * `PublicKeyCredential.toJSON` writes, made from WebAuthn's text and not with the library that the server checks it with.
 */
export class SoftwareAuthenticator {
  private readonly credentials: Credential[] = [];

  /** A device that does not count says 0 at every use. */
  constructor(
    private readonly origin = 'http://localhost:3000',
    private readonly isCounting = true,
  ) {}

  /** `navigator.credentials.create` */
  create(options: PasskeyCreationOptions, deviations: Deviations = {}) {
    const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
    const { rpId = options.rp.id, credentialId: id = randomBytes(32) } = deviations;
    const credential = { id, privateKey, rpId, userHandle: options.user.id, counter: 0 };
    this.credentials.push(credential);
    const authenticatorData = Buffer.concat([
      this.authenticatorData(credential, HAS_CREDENTIAL, deviations),
      Buffer.alloc(16),
      uint16(credential.id.length),
      credential.id,
      cbor(coseKeyOf(publicKey)),
    ]);
    const clientData = this.clientData('webauthn.create', options.challenge, deviations);
    const { attestation = { format: 'none' } } = deviations;
    const signature = sign('sha256', Buffer.concat([authenticatorData, sha256(clientData)]), privateKey);
    const statement: [string, Cbor][] = [
      ['alg', -7],
      ['sig', signature],
      ...(attestation.certificates === undefined
        ? []
        : ([['x5c', attestation.certificates]] satisfies [string, Cbor][])),
    ];
    const attestationObject = cbor(
      new Map<string, Cbor>([
        ['fmt', attestation.format],
        ['attStmt', new Map(attestation.format === 'none' ? [] : statement)],
        ['authData', authenticatorData],
      ]),
    );
    return this.credentialJson(credential, {
      clientDataJSON: clientData.toString('base64url'),
      attestationObject: attestationObject.toString('base64url'),
      transports: ['internal'],
    });
  }

  /** `navigator.credentials.get`, with the passkey that was made last of those that are asked for. */
  get(options: PasskeyRequestOptions, deviations: Deviations = {}) {
    const asked = options.allowCredentials.map(({ id }) => id);
    const credential = this.credentials.findLast(
      ({ id }) => asked.length === 0 || asked.includes(id.toString('base64url')),
    );
    if (credential === undefined) throw new Error('the device has none of the passkeys that are asked for');
    const authenticatorData = this.authenticatorData(credential, 0, deviations);
    const clientData = this.clientData('webauthn.get', options.challenge, deviations);
    const signature = sign('sha256', Buffer.concat([authenticatorData, sha256(clientData)]), credential.privateKey);
    const { userHandle = credential.userHandle, tamper = (bytes) => bytes } = deviations;
    return this.credentialJson(credential, {
      clientDataJSON: clientData.toString('base64url'),
      authenticatorData: authenticatorData.toString('base64url'),
      signature: tamper(signature).toString('base64url'),
      userHandle,
    });
  }

  private authenticatorData(credential: Credential, flags: number, deviations: Deviations): Buffer {
    if (this.isCounting) credential.counter += 1;
    const {
      userPresent = true,
      userVerified = true,
      rpId = credential.rpId,
      counter = credential.counter,
    } = deviations;
    const allFlags = flags | (userPresent ? USER_PRESENT : 0) | (userVerified ? USER_VERIFIED : 0);
    return Buffer.concat([sha256(rpId), Uint8Array.of(allFlags), uint32(counter)]);
  }

  private clientData(type: string, challenge: string, deviations: Deviations): Buffer {
    return Buffer.from(
      JSON.stringify({ type, challenge, origin: this.origin, crossOrigin: false, ...saidOf(deviations) }),
    );
  }

  private credentialJson<Answer>({ id }: Credential, response: Answer) {
    const text = id.toString('base64url');
    return {
      id: text,
      rawId: text,
      type: 'public-key' as const,
      authenticatorAttachment: 'platform',
      clientExtensionResults: { credProps: { rk: true } },
      response,
    };
  }
}

function saidOf({ origin, challenge, type, isEmbedded }: Deviations): Record<string, string | boolean> {
  return {
    ...(isEmbedded !== undefined && { crossOrigin: isEmbedded }),
    ...(origin !== undefined && { origin }),
    ...(challenge !== undefined && { challenge }),
    ...(type !== undefined && { type }),
  };
}

/** RFC 9053: key type EC2, algorithm ES256, curve P-256, and the point. */
function coseKeyOf(publicKey: KeyObject): Map<number, Cbor> {
  const { x = '', y = '' } = publicKey.export({ format: 'jwk' });
  return new Map<number, Cbor>([
    [1, 2],
    [3, -7],
    [-1, 1],
    [-2, Buffer.from(x, 'base64url')],
    [-3, Buffer.from(y, 'base64url')],
  ]);
}

type Cbor = number | string | Uint8Array | Cbor[] | Map<string | number, Cbor>;

/** As much of RFC 8949 as an attestation takes. */
function cbor(value: Cbor): Buffer {
  if (typeof value === 'number') return value < 0 ? head(1, -1 - value) : head(0, value);
  if (typeof value === 'string') return Buffer.concat([head(3, Buffer.byteLength(value)), Buffer.from(value)]);
  if (value instanceof Uint8Array) return Buffer.concat([head(2, value.length), value]);
  if (Array.isArray(value)) return Buffer.concat([head(4, value.length), ...value.map(cbor)]);
  return Buffer.concat([head(5, value.size), ...[...value].flatMap(([key, inner]) => [cbor(key), cbor(inner)])]);
}

function head(majorType: number, argument: number): Buffer {
  if (argument < 24) return Buffer.from([(majorType << 5) | argument]);
  if (argument < 256) return Buffer.from([(majorType << 5) | 24, argument]);
  return Buffer.concat([Buffer.from([(majorType << 5) | 25]), uint16(argument)]);
}

function uint16(value: number): Buffer {
  const bytes = Buffer.alloc(2);
  bytes.writeUInt16BE(value);
  return bytes;
}

function uint32(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32BE(value);
  return bytes;
}

function sha256(data: string | Uint8Array): Buffer {
  return createHash('sha256').update(data).digest();
}
