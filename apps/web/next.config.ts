import type { NextConfig } from 'next'
import { PHASE_DEVELOPMENT_SERVER } from 'next/constants.js'
import { compressedStatic, compressStatic } from './compress-static.ts'

const config: NextConfig = {
  reactStrictMode: true,
  poweredByHeader: false,
  // Packages of the workspace are TypeScript source: there is no build step for them.
  transpilePackages: [
    '@patchbay/api',
    '@patchbay/auth',
    '@patchbay/blobs',
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

/** What a build holds is compressed once; a development server builds as it goes. */
const compressed: NextConfig = {
  compiler: { runAfterProductionCompile: ({ distDir }) => compressStatic(distDir) },
  rewrites: async () => ({ beforeFiles: compressedStatic.rewrites, afterFiles: [], fallback: [] }),
  headers: async () => compressedStatic.headers,
}

export default (phase: string): NextConfig =>
  phase === PHASE_DEVELOPMENT_SERVER ? config : { ...config, ...compressed }
