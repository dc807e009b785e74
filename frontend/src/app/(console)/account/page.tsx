import { ProblemNotice } from '@/components/ui/notice';
import { getFactors, getOwnTokens, getSessions } from '@/features/account/api/account-data';
import { AccountSection } from '@/features/account/components/account-section';
import { FactorSettings } from '@/features/account/components/factor-settings';
import { PasswordForm } from '@/features/account/components/password-form';
import { ProfileForm } from '@/features/account/components/profile-form';
import { SessionList } from '@/features/account/components/session-list';
import { TokenSettings } from '@/features/account/components/token-settings';
import { getProjectSlugs } from '@/features/administration/api/administration-data';
import { getSession } from '@/features/session/api/get-session';
import { may } from '@/features/session/session';

export const metadata = { title: 'Your account' };

export default async function AccountPage() {
  const session = await getSession();
  if (!session.ok) return <ProblemNotice problem={session.problem} />;
  const { isMfaRequired } = session.data;
  const [factors, sessions, tokens, projects] = await Promise.all([
    getFactors(),
    getSessions(),
    getOwnTokens(),
    getProjectSlugs(),
  ]);

  return (
    <>
      <h1 className="mb-5 text-xl">Your account</h1>
      <AccountSection id="profile" title="Profile" intro="Your name in the console and in the audit log.">
        <ProfileForm session={session.data} />
      </AccountSection>
      <AccountSection
        id="password"
        title="Password"
        intro="Changing it ends your sessions in other browsers. This one stays."
      >
        <PasswordForm session={session.data} />
      </AccountSection>
      <AccountSection
        id="factors"
        title="Second factors"
        intro="Used in addition to your password. A passkey also works without a password."
      >
        {factors.ok ? (
          <FactorSettings factors={factors.data} isMfaRequired={isMfaRequired} />
        ) : (
          <ProblemNotice problem={factors.problem} />
        )}
      </AccountSection>
      <AccountSection
        id="sessions"
        title="Sessions"
        intro="Where you are signed in. A session ends by itself after 30 idle minutes, and after 12 hours in any case."
      >
        {sessions.ok ? <SessionList sessions={sessions.data} /> : <ProblemNotice problem={sessions.problem} />}
      </AccountSection>
      <AccountSection
        id="tokens"
        title="API tokens"
        intro="For pipelines and scripts, as Authorization: Bearer plm_…. A token never has more permissions than you. It stops working if your account is disabled."
      >
        {tokens.ok ? (
          <TokenSettings tokens={tokens.data} canCreate={may(session.data, 'token:write')} projects={projects} />
        ) : (
          <ProblemNotice problem={tokens.problem} />
        )}
      </AccountSection>
    </>
  );
}
