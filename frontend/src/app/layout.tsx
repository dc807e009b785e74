import type { Metadata, Viewport } from 'next';
import { cookies } from 'next/headers';
import { Clock } from '@/components/ui/clock';
import { TopBar } from '@/features/shell/components/top-bar';
import { asTheme, THEME_COOKIE } from '@/features/shell/theme';
import { plexMono, plexSans } from './fonts';
import './globals.css';

export const metadata: Metadata = {
  title: { default: 'Plimsoll', template: '%s · Plimsoll' },
  description: 'May this image ship?',
};

export const viewport: Viewport = {
  themeColor: [
    { media: '(prefers-color-scheme: light)', color: '#ffffff' },
    { media: '(prefers-color-scheme: dark)', color: '#0f1b2f' },
  ],
};

export default async function RootLayout({ children }: LayoutProps<'/'>) {
  const theme = asTheme((await cookies()).get(THEME_COOKIE)?.value);
  return (
    <html
      lang="en"
      data-theme={theme === 'system' ? undefined : theme}
      className={`${plexSans.variable} ${plexMono.variable}`}
      // The theme menu changes data-theme before React may have looked.
      suppressHydrationWarning
    >
      <body>
        <a
          href="#content"
          className="fixed top-2 left-2 z-50 -translate-y-16 rounded-sm bg-accent px-3 py-2 text-accent-ink focus:translate-y-0"
        >
          Skip to the content
        </a>
        <Clock now={Date.now()}>
          <TopBar theme={theme} />
          <main
            id="content"
            tabIndex={-1}
            className="mx-auto max-w-[1720px] px-3 pt-5 pb-12 outline-none sm:px-6 print:p-0"
          >
            {children}
          </main>
        </Clock>
      </body>
    </html>
  );
}
