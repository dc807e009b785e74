import { SsoCallback } from '@/features/sign-in/components/sso-callback';

export const metadata = { title: 'Signing in' };

/** Where the OpenID provider sends the browser back to. */
export default function SignInCallbackPage() {
  return <SsoCallback />;
}
