import type { Problem } from '@/lib/api/problem';

export type Proof = 'sign-in' | 'password' | 'code' | 'recoveryCode';

const WORDS: Record<Proof, Pick<Problem, 'title' | 'detail'>> = {
  'sign-in': {
    title: 'Incorrect email or password',
    detail: 'Check both and try again. Capital letters matter in the password.',
  },
  password: {
    title: 'Incorrect password',
    detail: 'It is the one that you sign in with. Capital letters matter.',
  },
  code: {
    title: 'Incorrect code',
    detail: 'The code is wrong, expired or already used. Wait for the next code, and check your device’s clock.',
  },
  recoveryCode: {
    title: 'Incorrect recovery code',
    detail: 'Each works once. Try another one of the ten.',
  },
};

/** The API's answer is the same for all that can be wrong with a proof. Which one was asked for, the page knows. */
export function inWordsOf(proof: Proof, problem: Problem): Problem {
  return problem.code === 'invalid_credentials' ? { ...problem, ...WORDS[proof] } : problem;
}
