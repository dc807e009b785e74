import { PartForbidden } from '@/components/ui/no-permission';
import { ProblemNotice } from '@/components/ui/notice';
import { getProjectSlugs, getSsoSettings } from '@/features/administration/api/administration-data';
import { GroupMappings } from '@/features/administration/sign-in/group-mappings';
import { ProviderFacts } from '@/features/administration/sign-in/provider-facts';
import { mayEverywhere } from '@/features/session/api/permissions';

export const metadata = { title: 'Sign-in' };

export default async function SignInSettingsPage() {
  if (!(await mayEverywhere('sso:read'))) return <PartForbidden permission="sso:read" />;
  const [settings, projects, canWrite] = await Promise.all([
    getSsoSettings(),
    getProjectSlugs(),
    mayEverywhere('sso:write'),
  ]);
  if (!settings.ok) return <ProblemNotice problem={settings.problem} />;
  const { provider, mappings } = settings.data;
  return (
    <div className="flex flex-col gap-8">
      <section aria-labelledby="provider">
        <h2 id="provider" className="mb-2 text-lg">
          Single sign-on
        </h2>
        <ProviderFacts provider={provider} />
      </section>
      {(provider !== null || mappings.length > 0) && (
        <section aria-labelledby="mappings">
          <h2 id="mappings" className="mb-2 text-lg">
            Groups and roles
          </h2>
          <GroupMappings mappings={mappings} projects={projects} canWrite={canWrite} />
        </section>
      )}
    </div>
  );
}
