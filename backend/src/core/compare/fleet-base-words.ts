import { counted } from '../gate/words.js';
import type { BuildChange } from './build-change.js';

/** What a base image means to the fleet. */
export interface FleetBaseFacts {
  readonly environment: string;
  /** Images that are built on it. */
  readonly imageCount: number;
  /** Of these, those that fail. */
  readonly failing: number;
  readonly hasNewerBuild: boolean;
  /** What the newer build changes; null where that is not known. */
  readonly change: BuildChange | null;
  /** Of those that fail, how many were evaluated on the newer build, and how many of these pass. */
  readonly evaluated: number;
  readonly passing: number;
}

/** `11 images are built on it. The newer build fixes 9 of 14 vulnerabilities and adds 0. On it, 4 of 6 failing images pass for prod.` */
export function fleetBaseSentence(facts: FleetBaseFacts): string {
  const { imageCount, hasNewerBuild, change } = facts;
  return [
    imageCount === 1 ? '1 image is built on it.' : `${imageCount.toLocaleString('en')} images are built on it.`,
    ...(hasNewerBuild ? [changeSentence(change), passingSentence(facts)] : ['No newer build of it is known.']),
  ]
    .filter((sentence) => sentence !== '')
    .join(' ');
}

function changeSentence(change: BuildChange | null): string {
  if (change === null) return 'What the newer build changes is not known yet.';
  const { vulnerabilityCount, fixedCount, addedCount, isConclusive } = change;
  const fixes = `The newer build fixes ${fixedCount.toLocaleString('en')} of ${counted(vulnerabilityCount, 'vulnerability', 'vulnerabilities')} and adds ${addedCount.toLocaleString('en')}`;
  return isConclusive ? `${fixes}.` : `${fixes}; its scans do not show all that it adds.`;
}

function passingSentence({ environment, change, failing, evaluated, passing }: FleetBaseFacts): string {
  if (failing === 0) return '';
  if (change?.isConclusive === false) return `Whether failing images pass on it for ${environment} cannot be said.`;
  const images = counted(failing, 'failing image', 'failing images');
  if (evaluated === 0) return `How many of ${images} pass on it for ${environment} is not known yet.`;
  const said = `On it, ${passing.toLocaleString('en')} of ${images} ${passing === 1 ? 'passes' : 'pass'} for ${environment}`;
  return evaluated === failing ? `${said}.` : `${said}, with ${evaluated.toLocaleString('en')} evaluated so far.`;
}
