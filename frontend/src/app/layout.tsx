import type { Metadata, Viewport } from 'next';
import { Clock } from '@/components/ui/clock';
import { StyleNonce } from '@/components/ui/style-nonce';
import { readTheme } from '@/features/shell/api/read-theme';
import { plexMono, plexSans } from './fonts';
import './globals.css';

export const metadata: Metadata = {
  title: { default: 'Plimsoll', template: '%s · Plimsoll' },
  description: 'Can this image ship?',
};

export const viewport: Viewport = {
  themeColor: [
    { media: '(prefers-color-scheme: light)', color: '#ffffff' },
    { media: '(prefers-color-scheme: dark)', color: '#0f1b2f' },
  ],
};

export default async function RootLayout({ children }: LayoutProps<'/'>) {
  const theme = await readTheme();
  return (
    <html
      lang="en"
      data-theme={theme === 'system' ? undefined : theme}
      className={`${plexSans.variable} ${plexMono.variable}`}
      // The theme menu changes data-theme before React may have looked.
      suppressHydrationWarning
    >
      <body>
        <StyleNonce />
        <Clock now={Date.now()}>{children}</Clock>
      </body>
    </html>
  );
}
