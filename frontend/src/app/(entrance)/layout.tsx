import { Wordmark } from '@/components/ui/wordmark';
import { readTheme } from '@/features/shell/api/read-theme';
import { ThemeMenu } from '@/features/shell/components/theme-menu';
import { Waterline } from '@/features/sign-in/components/waterline';

/** Sign-in and setup. Nothing of the console is shown, or even loaded, before a person is signed in. */
export default async function EntranceLayout({ children }: LayoutProps<'/'>) {
  const theme = await readTheme();
  return (
    <div className="relative isolate flex min-h-svh flex-col overflow-x-clip">
      <Waterline />
      <header className="flex h-12 items-center justify-end px-3 sm:px-6 print:hidden">
        <ThemeMenu key={theme} initial={theme} />
      </header>
      <main className="mx-auto flex w-full max-w-[456px] grow flex-col px-3 pt-[6vh] pb-16 sm:px-6">
        <p className="mb-6 flex items-center gap-2.5 text-xl font-semibold tracking-tight">
          <Wordmark className="size-8" />
          Plimsoll
        </p>
        {children}
      </main>
    </div>
  );
}
