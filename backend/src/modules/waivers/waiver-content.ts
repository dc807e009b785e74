import { InvalidInputError } from '../../common/errors/invalid-input.error.js';
import { waiverRevision } from '../../core/gate/waiver-revision.js';
import { parseWaivers } from '../../core/policy/parse-waivers.js';
import { PolicyError } from '../../core/policy/policy-error.js';
import type { WaiverContent } from './dto/waiver-content.dto.js';
import type { WaiverRenewal } from './dto/waiver-requests.dto.js';
import { toScope } from './waiver-rows.js';
import type { StoredContent } from '../approved-waivers/stored-waiver.js';

/** Stands in for what a file says besides. */
const UNNAMED = { id: 'W', author: 'W' };

/** Holds it to the checks of a file of waivers, so that no way of making one is laxer than another. Throws InvalidInputError. */
export function storedContent({
  scope,
  status,
  justification,
  validFrom,
  expiresAt,
  conditions,
}: WaiverContent): StoredContent {
  const written = { ...UNNAMED, scope, status, justification, validFrom, expiresAt, conditions };
  const [waiver] = read(JSON.stringify({ waivers: [written] }));
  if (waiver === undefined) throw new Error('a list of one waiver was read as none');
  const { id: _id, author: _author, approver: _approver, ...content } = waiver;
  return content;
}

/** The same for another time. Throws InvalidInputError. */
export function renewedContent(
  before: StoredContent,
  { expiresAt, validFrom, justification = before.justification }: WaiverRenewal,
): StoredContent {
  const { scope, status, conditions = {} } = before;
  const from = validFrom === undefined ? {} : { validFrom };
  return storedContent({ scope: toScope(scope), status, justification, ...from, expiresAt, conditions });
}

/** What is approved. */
export function revisionOf(content: StoredContent): string {
  return waiverRevision({ ...UNNAMED, approver: null, ...content });
}

function read(text: string): ReturnType<typeof parseWaivers> {
  try {
    return parseWaivers(text);
  } catch (error) {
    if (!(error instanceof PolicyError)) throw error;
    throw new InvalidInputError(
      error.issues.map(({ path, message, suggestion }) => ({
        pointer: pointerOf(path),
        message: suggestion === null ? message : `${message} Perhaps \`${suggestion}\` was meant.`,
      })),
    );
  }
}

/** `waivers.0.scope.image` → `/scope/image`. */
function pointerOf(path: string): string {
  const [, , ...parts] = path.split('.');
  return parts.map((part) => `/${part}`).join('');
}
