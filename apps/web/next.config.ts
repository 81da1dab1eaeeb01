import type { NextConfig } from 'next'

const config: NextConfig = {
  reactStrictMode: true,
  poweredByHeader: false,
  // Packages of the workspace are TypeScript source: there is no build step for them.
  transpilePackages: [
    '@patchbay/api',
    '@patchbay/auth',
    '@patchbay/connector-catalog',
    '@patchbay/connector-sdk',
    '@patchbay/core',
    '@patchbay/db',
    '@patchbay/editor',
    '@patchbay/egress',
    '@patchbay/engine',
    '@patchbay/flow',
    '@patchbay/mapping',
    '@patchbay/observability',
    '@patchbay/ui',
    '@patchbay/vault',
  ],
  serverExternalPackages: ['@temporalio/client', '@temporalio/common', '@temporalio/proto', 'pg', 'pino'],
  // `npm test` type-checks every package once, in a third of a second each.
  typescript: { ignoreBuildErrors: true },
  experimental: { optimizePackageImports: ['lucide-react'] },
}

export default config
