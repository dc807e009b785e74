import { fileURLToPath } from 'node:url';
import type { NextConfig } from 'next';

const workspaceRoot = fileURLToPath(new URL('..', import.meta.url));

/** The content security policy is set by src/proxy.ts, because it holds a nonce of the request. */
const securityHeaders = [
  { key: 'X-Content-Type-Options', value: 'nosniff' },
  { key: 'X-Frame-Options', value: 'DENY' },
  { key: 'Referrer-Policy', value: 'same-origin' },
  {
    key: 'Permissions-Policy',
    value:
      'publickey-credentials-get=(self), publickey-credentials-create=(self), clipboard-write=(self), clipboard-read=(), ' +
      'camera=(), microphone=(), geolocation=(), display-capture=(), payment=(), usb=(), serial=(), hid=(), browsing-topics=()',
  },
  { key: 'Cross-Origin-Opener-Policy', value: 'same-origin' },
  { key: 'Cross-Origin-Resource-Policy', value: 'same-origin' },
];

/** Over plain http, which is for one's own machine, browsers would ignore it. */
const strictTransport = { key: 'Strict-Transport-Security', value: 'max-age=63072000; includeSubDomains' };

const nextConfig: NextConfig = {
  output: 'standalone',
  // The image names its build by its sources, so that two builds of them are the same; null is a name by chance.
  generateBuildId: () => process.env['PLIMSOLL_BUILD_ID'] ?? null,
  outputFileTracingRoot: workspaceRoot,
  turbopack: { root: workspaceRoot },
  // Types are checked with the rest (npm test -- types); a first start does not wait for them.
  typescript: { ignoreBuildErrors: true },
  poweredByHeader: false,
  reactStrictMode: true,
  devIndicators: false,
  headers: async () => [
    { source: '/:path*', headers: securityHeaders },
    {
      source: '/:path*',
      has: [{ type: 'header', key: 'x-forwarded-proto', value: 'https' }],
      headers: [strictTransport],
    },
  ],
};

export default nextConfig;
