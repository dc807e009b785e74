import type { Problem } from './scan.js';
import { mayHoldSecret, mayShowSecret, placeOfSecret, withoutCredentials } from './secret-text.js';
import type { SharedTexts } from './shared-texts.js';

/** Stands for a rule whose name may be the secret itself. */
const UNNAMED_RULE = 'secret';

/**
 * A problem that does not show a secret. Of a secret only rule, title and place are kept, each of them only where it is a
 * rule's or a file's own word; what other problems quote loses what looks like a credential.
 */
export function withoutSecret(problem: Problem, texts: SharedTexts): Problem {
  return problem.kind === 'secret' ? ofSecret(problem, texts) : ofOther(problem, texts);
}

function ofSecret(problem: Problem, texts: SharedTexts): Problem {
  const rule = mayHoldSecret(problem.rule) ? UNNAMED_RULE : problem.rule;
  const isTitleOwn = problem.title === problem.rule || !mayShowSecret(problem.title);
  return {
    ...problem,
    rule,
    title: isTitleOwn && problem.title !== problem.rule ? problem.title : rule,
    description: null,
    resolution: null,
    path: problem.path === null ? null : texts.orNull(placeOfSecret(problem.path)),
    url: problem.url === null ? null : texts.orNull(placeOfSecret(problem.url)),
    subject: problem.subject !== null && mayShowSecret(problem.subject) ? null : problem.subject,
  };
}

function ofOther(problem: Problem, texts: SharedTexts): Problem {
  const clean = (text: string): string => texts.share(withoutCredentials(text));
  const cleanOrNull = (text: string | null): string | null => (text === null ? null : clean(text));
  return {
    ...problem,
    title: clean(problem.title),
    description: cleanOrNull(problem.description),
    resolution: cleanOrNull(problem.resolution),
    path: cleanOrNull(problem.path),
    subject: cleanOrNull(problem.subject),
    url: cleanOrNull(problem.url),
  };
}
