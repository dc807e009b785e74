/** @typedef {readonly [string, string]} Field */

/** Numbers of frames and flags: RFC 9113, 6. */
const DATA = 0;
const HEADERS = 1;
const SETTINGS = 4;
const END_STREAM = 1;
const END_HEADERS = 4;

const PREFACE = Buffer.from('PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n');

/**
 * What a client sends first on a connection with one request, header fields and body as they are given, allowed or not.
 *
 * @param {readonly Field[]} fields each shorter than 127 bytes
 * @param {string} [body]
 */
export function http2Request(fields, body) {
  const flags = END_HEADERS | (body === undefined ? END_STREAM : 0);
  const block = Buffer.concat(fields.flatMap(([name, value]) => [Buffer.of(0), literal(name), literal(value)]));
  const data = body === undefined ? [] : [frame(DATA, END_STREAM, 1, Buffer.from(body, 'latin1'))];
  return Buffer.concat([PREFACE, frame(SETTINGS, 0, 0, Buffer.alloc(0)), frame(HEADERS, flags, 1, block), ...data]);
}

/**
 * @param {number} type
 * @param {number} flags
 * @param {number} stream
 * @param {Buffer} payload
 */
function frame(type, flags, stream, payload) {
  const head = Buffer.alloc(9);
  head.writeUIntBE(payload.length, 0, 3);
  head.writeUInt8(type, 3);
  head.writeUInt8(flags, 4);
  head.writeUInt32BE(stream, 5);
  return Buffer.concat([head, payload]);
}

/**
 * A string of HPACK, neither compressed nor indexed (RFC 7541, 5.2).
 *
 * @param {string} text
 */
function literal(text) {
  const bytes = Buffer.from(text, 'latin1');
  if (bytes.length > 126) throw new Error(`${text} is too long`);
  return Buffer.concat([Buffer.of(bytes.length), bytes]);
}
