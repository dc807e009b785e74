import Joi from 'joi';
import { InvalidInputError } from '../../../../common/errors/invalid-input.error.js';

interface Response<Answer> {
  readonly id: string;
  readonly rawId: string;
  readonly type: 'public-key';
  readonly response: Answer;
  readonly clientExtensionResults: Record<string, never>;
}

export type RegistrationResponse = Response<{
  clientDataJSON: string;
  attestationObject: string;
  transports: string[];
}>;

export type AuthenticationResponse = Response<{
  clientDataJSON: string;
  authenticatorData: string;
  signature: string;
  userHandle?: string;
}>;

/** WebAuthn's limit for a credential's id is 1023 bytes. */
const CREDENTIAL_ID = base64url(1364);

const REGISTRATION = responseOf({
  clientDataJSON: base64url(8192).required(),
  attestationObject: base64url(65_536).required(),
  transports: Joi.array()
    .items(Joi.string().pattern(/^[a-z-]{1,32}$/))
    .max(10)
    .default([]),
});

const AUTHENTICATION = responseOf({
  clientDataJSON: base64url(8192).required(),
  authenticatorData: base64url(8192).required(),
  signature: base64url(8192).required(),
  userHandle: base64url(128).empty(null),
});

const CLIENT_DATA = Joi.object({ challenge: Joi.string().required() }).unknown().required();

export function readRegistration(response: unknown): RegistrationResponse {
  return read<RegistrationResponse>(REGISTRATION, response);
}

export function readAuthentication(response: unknown): AuthenticationResponse {
  return read<AuthenticationResponse>(AUTHENTICATION, response);
}

/** The challenge that the browser says it answers. */
export function challengeOf({ response }: Response<{ clientDataJSON: string }>): string {
  const { error, value } = CLIENT_DATA.validate(parse(Buffer.from(response.clientDataJSON, 'base64url').toString()));
  if (error === undefined) return (value as { challenge: string }).challenge;
  throw new InvalidInputError([{ pointer: '/response/response/clientDataJSON', message: 'names no challenge' }]);
}

/** Whether the browser was in a frame of another site's page: ours are in none, and some browsers do not tell in whose. */
export function isEmbedded({ response }: Response<{ clientDataJSON: string }>): boolean {
  const said = parse(Buffer.from(response.clientDataJSON, 'base64url').toString()) as { crossOrigin?: unknown };
  return said.crossOrigin !== undefined && said.crossOrigin !== false;
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}

/** Browsers add members as they learn more; what is not looked at is left out. */
function responseOf(answer: Joi.SchemaMap): Joi.ObjectSchema {
  return Joi.object({
    id: CREDENTIAL_ID.required(),
    rawId: Joi.valid(Joi.ref('id')).required(),
    type: Joi.valid('public-key').required(),
    response: Joi.object(answer).required(),
  }).required();
}

function base64url(maxLength: number): Joi.StringSchema {
  return Joi.string()
    .pattern(/^[\w-]+$/)
    .max(maxLength);
}

function read<T extends { clientExtensionResults: object }>(schema: Joi.ObjectSchema, response: unknown): T {
  const { error, value } = schema.validate(response, { convert: false, stripUnknown: true, abortEarly: false });
  if (error === undefined) return { ...(value as Omit<T, 'clientExtensionResults'>), clientExtensionResults: {} } as T;
  throw new InvalidInputError(
    // Joi's own messages repeat the value.
    error.details.map(({ path }) => ({
      pointer: ['/response', ...path].join('/'),
      message: 'is not what a browser answers',
    })),
  );
}
