import Joi from 'joi';

/** Where Plimsoll runs. `stage` and `prod` reject secrets of development and well-known ones. */
export const ENVIRONMENTS = ['dev', 'stage', 'prod'] as const;

const SHORTEST_PASSWORD = 12;
/** Of 32 random bytes fewer than 16 differ in one key of 10^15. */
const FEWEST_BYTES = 16;

/**
 * What examples, images and compose files have for a password, in whatever order and number. No word is made of others:
 * there is one way to read each text, and so no text that takes long.
 */
const KNOWN_WORDS =
  /^(?:app|admin|administrator|change|db|database|default|demo|dev|development|example|guest|it|letmein|local|master|me|my|now|pass|password|passwort|plimsoll|please|postgres|postgresql|prod|production|pw|qwerty|qwertyuiop|root|secret|stage|staging|super|test|testing|the|this|user|welcome)+$/;

/** For `.when()`: what else a variable must be in staging and production. */
export function whereDeployed(schema: Joi.Schema): [string, Joi.WhenOptions] {
  return ['PLIMSOLL_ENVIRONMENT', { is: 'dev', otherwise: schema }];
}

/** The same for production alone. */
export function inProduction(schema: Joi.Schema): [string, Joi.WhenOptions] {
  return ['PLIMSOLL_ENVIRONMENT', { is: Joi.valid('dev', 'stage').required(), otherwise: schema }];
}

// Each rule leaves alone what another has refused already, and none repeats the value.

export const hasOwnPassword: Joi.CustomValidator<string> = (url, helpers) => {
  if (!URL.canParse(url)) return url;
  const { username, password: inAddress, searchParams } = new URL(url);
  const password = decoded(searchParams.get('password') ?? inAddress);
  const refuse = (reason: string): Joi.ErrorReport =>
    helpers.message({ custom: `${reason}: staging and production need one of their own` });
  if (password === '') return refuse('names no password');
  if (password.length < SHORTEST_PASSWORD)
    return refuse(`has a password of fewer than ${SHORTEST_PASSWORD} characters`);
  if (isKnown(password) || password === decoded(username)) return refuse('has a password that is guessed first');
  return url;
};

export const isRandomKey: Joi.CustomValidator<unknown> = (key, helpers) => {
  if (!Buffer.isBuffer(key)) return key;
  // That of docker-compose.override.yml among them. Of random keys one in 10^13 could be read.
  const isText = key.every((byte) => byte >= 0x20 && byte < 0x7f);
  if (!isText && new Set(key).size >= FEWEST_BYTES) return key;
  return helpers.message({
    custom: 'is a known or invented key: staging and production need 32 random bytes (openssl rand -base64 32)',
  });
};

export const isHttps: Joi.CustomValidator<string> = (url, helpers) =>
  url.startsWith('http:') ? helpers.message({ custom: 'is plain http: production needs https' }) : url;

export const isNotPrinted: Joi.CustomValidator<string> = (value, helpers) =>
  value === 'print'
    ? helpers.message({
        custom: 'would put a secret into the log of production: "plimsoll user setup-link" shows the link instead',
      })
    : value;

function isKnown(password: string): boolean {
  const letters = password.toLowerCase().replaceAll(/[^a-z]/g, '');
  return KNOWN_WORDS.test(letters) || new Set(password).size < 5;
}

/** A `%` that begins no escape is one. */
function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch (error) {
    if (error instanceof URIError) return text;
    throw error;
  }
}
