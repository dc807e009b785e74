import type { Problem } from '@/lib/api/problem';

export type Proof = 'sign-in' | 'password' | 'code' | 'recoveryCode';

const WORDS: Record<Proof, Pick<Problem, 'title' | 'detail'>> = {
  'sign-in': {
    title: 'E-mail or password is not right',
    detail: 'Check both and try again. Capital letters matter in the password.',
  },
  password: {
    title: 'The password is not right',
    detail: 'It is the one that you sign in with. Capital letters matter.',
  },
  code: {
    title: 'The code is not right',
    detail: 'It is wrong, over, or was used before. Wait for the next one, and check the clock of your device.',
  },
  recoveryCode: {
    title: 'The recovery code is not right',
    detail: 'Each works once. Try another one of the ten.',
  },
};

/** The API's answer is the same for all that can be wrong with a proof. Which one was asked for, the page knows. */
export function inWordsOf(proof: Proof, problem: Problem): Problem {
  return problem.code === 'invalid_credentials' ? { ...problem, ...WORDS[proof] } : problem;
}
