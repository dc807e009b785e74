import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { root } from '../../../scripts/lib/paths.mjs';

/** What runs side by side: of each lane one suite at a time. */
export const LANES = /** @type {const} */ (['stacks', 'tools']);
/** @typedef {(typeof LANES)[number]} Lane */

const FOLDER = join(root, 'deploy', 'test');
const ENDING = '.test.mjs';
const FULL_ENDING = `.full${ENDING}`;

/**
 * Suites that bring up stacks, networks of their own or a browser, one after the other: Chromium breaks off what it loads
 * when a network of the machine comes or goes. First what others build on, last what measures how long something takes: by
 * then the other lane has mostly come to its end.
 */
const STACKS = [
  'images',
  'own-images',
  'scripts',
  'dev',
  'wait-for-it',
  'gateway',
  'hardening-checks',
  'stage',
  'prod',
];
/** Those of a full run, by their beginning; what a Dockerfile runs is on a network of the machine as well. */
const STACKS_OF = /^(dev|stage|prod|durability|image-builds)\b/;

/** Nothing that hangs keeps the run for ever: neither a suite that brings whole stacks up, nor any other. */
const STACKS_LIMIT_MS = 15 * 60_000;
const LIMIT_MS = 8 * 60_000;
const WITH_STACKS = /^(own-images|dev|stage|prod|image-builds)\b/;

/**
 * What a change must touch for a suite of the full run to be run for it, too: all that decides how an image is built, but
 * for the sources themselves.
 *
 * @type {Record<string, readonly RegExp[]>}
 */
const DUE_TO = {
  'image-builds.full': [
    /^Dockerfile\.\w+$/,
    /^\.dockerignore$/,
    /^(backend\/|frontend\/)?package\.json$/,
    /^pnpm-(lock|workspace)\.yaml$/,
    /^deploy\/image\//,
    /^scripts\/build-images\.sh$/,
    /^deploy\/test\/(image-builds\.full\.test|lib\/image-layers)\.mjs$/,
  ],
};

/** All suites, those of one lane in the order in which they run. */
export async function suiteNames() {
  const files = (await readdir(FOLDER)).filter((file) => file.endsWith(ENDING));
  const names = files.map((file) => file.slice(0, -ENDING.length)).sort();
  return [...STACKS.filter((name) => names.includes(name)), ...names.filter((name) => !STACKS.includes(name))];
}

/**
 * Whether a suite is left to the full run: its file is called NAME.full.test.mjs.
 *
 * @param {string} name
 */
export function isOfFullRun(name) {
  return `${name}${ENDING}`.endsWith(FULL_ENDING);
}

/**
 * Whether a change is the reason to run a suite that is else left to the full run.
 *
 * @param {string} name
 * @param {readonly string[] | undefined} changed undefined where it is not known what has changed
 */
export function isDueTo(name, changed) {
  const concerned = DUE_TO[name];
  if (concerned === undefined) return false;
  return changed === undefined || changed.some((file) => concerned.some((path) => path.test(file)));
}

/**
 * @param {string} name
 * @returns {Lane}
 */
export function laneOf(name) {
  return STACKS.includes(name) || STACKS_OF.test(name) ? 'stacks' : 'tools';
}

/** @param {string} name */
export function fileOfSuite(name) {
  return join(FOLDER, `${name}${ENDING}`);
}

/**
 * How long a suite may take before it is stopped.
 *
 * @param {string} name
 */
export function limitOf(name) {
  return WITH_STACKS.test(name) ? STACKS_LIMIT_MS : LIMIT_MS;
}
