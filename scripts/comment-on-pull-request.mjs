// Posts what changed as one comment on a pull request, and updates that comment on later runs. action.yml calls it.
//
// Environment:
//   COMMENT             a name; each name has one comment on a pull request
//   COMPARISON          the Markdown file to post; where empty, the comment says that nothing could be compared
//   PULL, COMMIT        the number of the pull request, and what was compared
//   TOKEN               the job's token, with pull-requests: write
//   GITHUB_API_URL, GITHUB_REPOSITORY
//
// Exit codes: 0 in every case: the comment decides nothing. What went wrong is a warning of the job.
import { readFile } from 'node:fs/promises';

/** GitHub takes 65,536 characters; the frame around the comparison needs some of them. */
const LONGEST_COMPARISON = 60_000;
const PAGE_SIZE = 100;
const MOST_PAGES = 30;
const TIMEOUT_MS = 30_000;

/** A problem that is said in a warning. Nothing that a server has written is part of it: the runner takes orders from what is printed. */
class CommentError extends Error {}

/**
 * @param {string} name
 * @param {RegExp} shape what the whole value looks like
 */
function setting(name, shape) {
  const value = process.env[name] ?? '';
  if (!shape.test(value)) throw new CommentError(`${name} is not set as it has to be`);
  return value;
}

/** Where the comments are, and how to reach them. */
function targetFromEnvironment() {
  const api = new URL(setting('GITHUB_API_URL', /^https?:\/\/[^\s@?#]+$/));
  if (api.protocol === 'http:' && api.hostname !== '127.0.0.1') {
    throw new CommentError('GITHUB_API_URL is plain http, and the token is not sent in clear');
  }
  return {
    api: api.href.replace(/\/$/, ''),
    repository: setting('GITHUB_REPOSITORY', /^(?!\.)[\w.-]+\/(?!\.{1,2}$)[\w.-]+$/),
    pull: setting('PULL', /^[1-9]\d{0,9}$/),
    token: setting('TOKEN', /^[\x21-\x7e]+$/),
  };
}

/** @typedef {ReturnType<typeof targetFromEnvironment>} Target */

/**
 * @param {Target} target
 * @param {string} method
 * @param {string} path below the repository
 * @param {object} [body]
 * @returns {Promise<unknown>}
 */
async function ask({ api, repository, token }, method, path, body) {
  /** @type {Response} */
  let answer;
  try {
    answer = await fetch(`${api}/repos/${repository}/${path}`, {
      method,
      headers: {
        Accept: 'application/vnd.github+json',
        Authorization: `Bearer ${token}`,
        'Content-Type': 'application/json',
        'User-Agent': 'plimsoll',
        'X-GitHub-Api-Version': '2022-11-28',
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      // The token is for this server alone, and for none that it may point to.
      redirect: 'error',
      signal: AbortSignal.timeout(TIMEOUT_MS),
    });
  } catch {
    throw new CommentError('GitHub does not answer');
  }
  if (answer.status === 403 || answer.status === 404) {
    throw new CommentError(
      `GitHub answers ${answer.status}: the job needs "permissions: pull-requests: write", which pull requests from forks never get`,
    );
  }
  if (!answer.ok) throw new CommentError(`GitHub answers ${answer.status}`);
  try {
    return await answer.json();
  } catch {
    throw new CommentError('GitHub answers, but with no JSON');
  }
}

/**
 * Everyone can write a comment that begins like ours. Only a comment of the job's own account is changed.
 *
 * @param {unknown} comment
 * @param {string} marker
 * @returns {comment is { id: number }}
 */
function isOurs(comment, marker) {
  const { id, body, user } =
    /** @type {{ id?: unknown, body?: unknown, user?: { login?: unknown, type?: unknown } | null }} */ (comment ?? {});
  return (
    Number.isSafeInteger(id) &&
    typeof body === 'string' &&
    body.startsWith(marker) &&
    user?.login === 'github-actions[bot]' &&
    user.type === 'Bot'
  );
}

/**
 * @param {Target} target
 * @param {string} marker
 * @returns {Promise<number | null>} the id of our comment; null where there is none yet
 */
async function findComment(target, marker) {
  for (let page = 1; page <= MOST_PAGES; page += 1) {
    const comments = await ask(target, 'GET', `issues/${target.pull}/comments?per_page=${PAGE_SIZE}&page=${page}`);
    if (!Array.isArray(comments)) throw new CommentError('GitHub answers, but with no list of comments');
    const ours = comments.find((comment) => isOurs(comment, marker));
    if (ours !== undefined) return ours.id;
    if (comments.length < PAGE_SIZE) return null;
  }
  // A second comment beside one that was not found would contradict it.
  throw new CommentError(`the pull request has more than ${PAGE_SIZE * MOST_PAGES} comments`);
}

/**
 * Whole lines up to what GitHub takes, and what was folded is closed.
 *
 * @param {string} markdown
 */
function shortened(markdown) {
  if (markdown.length <= LONGEST_COMPARISON) return markdown;
  const start = markdown.slice(0, LONGEST_COMPARISON);
  const lines = start.slice(0, start.lastIndexOf('\n') + 1);
  const open = lines.split('<details>').length - lines.split('</details>').length;
  return `${lines}${'\n</details>\n'.repeat(open)}\n**The rest does not fit into a comment: it is in the summary of the job.**\n`;
}

/** @param {string} path empty where nothing was compared */
async function readComparison(path) {
  if (path === '') {
    return '### What changed is not known\n\nThe artifacts could not be compared. The log of the job says why.\n';
  }
  try {
    return shortened(await readFile(path, 'utf8'));
  } catch {
    throw new CommentError('the comparison cannot be read');
  }
}

try {
  const marker = `<!-- plimsoll-gate: ${setting('COMMENT', /^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/)} -->\n`;
  const commit = setting('COMMIT', /^[0-9a-f]{40,64}$/);
  const target = targetFromEnvironment();
  const comparison = await readComparison(process.env['COMPARISON'] ?? '');
  const body = `${marker}${comparison}\n<sub>${process.env['COMMENT']}, commit ${commit}. The comparison decides nothing.</sub>\n`;
  const id = await findComment(target, marker);
  if (id === null) await ask(target, 'POST', `issues/${target.pull}/comments`, { body });
  else await ask(target, 'PATCH', `issues/comments/${id}`, { body });
  process.stdout.write(`${id === null ? 'Posted' : 'Updated'} the comment on the pull request.\n`);
} catch (error) {
  if (!(error instanceof CommentError)) throw error;
  process.stdout.write(`::warning title=Plimsoll gate::The pull request has no current comment: ${error.message}.\n`);
}
