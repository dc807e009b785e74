import { ProblemNotice } from '@/components/ui/notice';
import { getSignInOptions } from '@/features/sign-in/api/get-sign-in-options';
import { SsoCallback } from '@/features/sign-in/components/sso-callback';

export const metadata = { title: 'Signing in' };

/** Where the OpenID provider sends the browser back to. */
export default async function SignInCallbackPage() {
  const options = await getSignInOptions();
  return options.ok ? <SsoCallback options={options.data} /> : <ProblemNotice problem={options.problem} />;
}
