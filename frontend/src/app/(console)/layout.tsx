import { LiveChanges } from '@/features/live/live-changes';
import { SessionEndDialog } from '@/features/session/components/session-end-dialog';
import { StepUpProvider } from '@/features/session/components/step-up-dialog';
import { getSession } from '@/features/session/api/get-session';
import { SessionProvider } from '@/features/session/session-context';
import { readTheme } from '@/features/shell/api/read-theme';
import { TopBar } from '@/features/shell/components/top-bar';

/** Pages for people who are signed in. Others are sent to the sign-in when the page asks the API. */
export default async function ConsoleLayout({ children }: LayoutProps<'/'>) {
  const [session, theme] = await Promise.all([getSession(), readTheme()]);
  return (
    <SessionProvider session={session.ok ? session.data : null}>
      <StepUpProvider>
        <a
          href="#content"
          className="fixed top-2 left-2 z-50 -translate-y-16 rounded-sm bg-accent px-3 py-2 text-accent-ink focus:translate-y-0 print:hidden"
        >
          Skip to the content
        </a>
        <TopBar theme={theme} />
        <main
          id="content"
          tabIndex={-1}
          className="mx-auto max-w-[1720px] px-3 pt-5 pb-12 outline-none sm:px-6 print:p-0"
        >
          <LiveChanges>{children}</LiveChanges>
        </main>
        <SessionEndDialog />
      </StepUpProvider>
    </SessionProvider>
  );
}
