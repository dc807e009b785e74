import { redirect } from 'next/navigation';
import { ProblemNotice } from '@/components/ui/notice';
import { env } from '@/config/env';
import { findSession } from '@/features/session/api/get-session';
import { getSignInOptions } from '@/features/sign-in/api/get-sign-in-options';
import { NoAccountYet } from '@/features/sign-in/components/no-account-yet';
import { SignIn } from '@/features/sign-in/components/sign-in';
import { oneOf } from '@/lib/url/search-parameters';
import { returnPathFrom } from '@/lib/url/return-path';

export const metadata = { title: 'Sign in' };

export default async function SignInPage({ searchParams }: PageProps<'/sign-in'>) {
  const returnPath = returnPathFrom(oneOf(await searchParams, 'next'));
  const [session, options] = await Promise.all([findSession(), getSignInOptions()]);
  if (!session.ok) return <ProblemNotice problem={session.problem} />;
  if (!options.ok) return <ProblemNotice problem={options.problem} />;
  if (session.data?.stage === 'full') redirect(returnPath);
  if (!options.data.hasAccounts && options.data.sso === null) {
    return <NoAccountYet command={env().PLIMSOLL_COMMAND} />;
  }
  return <SignIn initial={session.data} options={options.data} returnPath={returnPath} />;
}
