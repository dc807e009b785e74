import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { backend } from '../../../scripts/lib/paths.mjs';

/** @typedef {{ body: Buffer, path: string, image: string, digest: string }} Sample path: of the API, with the query that belongs to the body */

const FIXTURES = join(backend, 'test', 'fixtures');

/** An image with findings of every severity; its report names no digest, as those of old scanners do not. */
export async function imageReport() {
  return sample('reports/sample-scan-files/trivy/trivy_v0.2.1_python3.json', 'docker.io/library/python', 'python:3');
}

/**
 * A small report, about an image of its own for each number: the writer of the traffic sends them in turn.
 *
 * @param {string} series tells the images of two writers apart
 * @param {number} number
 */
export async function numberedReport(series, number) {
  return sample('reports/sample-scan-files/trivy/trivy_mix.json', `ghcr.io/acme/${series}`, `${series}:${number}`);
}

/**
 * @param {string} file
 * @param {string} image
 * @param {string} named what the made-up digest is made from
 * @returns {Promise<Sample>}
 */
async function sample(file, image, named) {
  const digest = `sha256:${createHash('sha256').update(named).digest('hex')}`;
  const path = `/api/v1/reports?${new URLSearchParams({ image, digest })}`;
  return { body: await readFile(join(FIXTURES, file)), path, image, digest };
}

/**
 * Where the gate is asked about a sample.
 *
 * @param {Pick<Sample, 'image' | 'digest'>} sample
 * @param {string} environment
 */
export function gatePath({ image, digest }, environment) {
  return `/api/v1/gate?${new URLSearchParams({ image, digest, environment })}`;
}
