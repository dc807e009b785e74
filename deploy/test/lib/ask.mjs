import { request as requestPlainly } from 'node:http';
import { request as requestOverTls } from 'node:https';

/**
 * @typedef {object} Question
 * @property {string} [method]
 * @property {Record<string, string>} [headers]
 * @property {string | Buffer} [body]
 * @property {string | undefined} [ca] the certificate that is trusted, in PEM
 * @property {number} [timeoutMs]
 */
/** @typedef {{ status: number, headers: import('node:http').IncomingHttpHeaders, text: string }} Answer */

/**
 * One request on a connection of its own, so that nothing is carried over from one to the next. Redirects are answers.
 *
 * @param {string} url
 * @param {Question} [question]
 * @returns {Promise<Answer>}
 */
export function ask(url, { method = 'GET', headers = {}, body, ca, timeoutMs = 30_000 } = {}) {
  const isPlain = url.startsWith('http:');
  const trust = isPlain || ca === undefined ? {} : { ca };
  const length = body === undefined ? {} : { 'content-length': `${Buffer.byteLength(body)}` };
  const options = { method, headers: { ...length, ...headers }, agent: false, ...trust };
  return new Promise((resolve, reject) => {
    let isAnswered = false;
    const request = (isPlain ? requestPlainly : requestOverTls)(url, options, (response) => {
      isAnswered = true;
      /** @type {Buffer[]} */
      const chunks = [];
      response.on('data', (chunk) => chunks.push(chunk));
      response.once('error', reject);
      response.once('close', () => {
        clearTimeout(timer);
        const text = Buffer.concat(chunks).toString();
        if (response.complete) resolve({ status: response.statusCode ?? 0, headers: response.headers, text });
        else reject(new Error(`${method} ${url}: the answer was cut off`));
      });
    });
    const timer = setTimeout(
      () => request.destroy(new Error(`${method} ${url}: no answer in ${timeoutMs} ms`)),
      timeoutMs,
    );
    request.on('error', (error) => {
      clearTimeout(timer);
      // A body that is refused unread ends the connection after the answer.
      if (!isAnswered) reject(error);
    });
    request.end(body);
  });
}
