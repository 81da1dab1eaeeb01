import { join } from 'node:path'
import type { Ports } from '../ports.ts'
import type { ServiceSpec } from '../supervise.ts'

export type StackUrls = { web: string; ingress: string; sandbox: string; worker: string; smtp: string }

export type AppServicesOptions = {
  repositoryDir: string
  ports: Ports
  urls: StackUrls
  env: Readonly<Record<string, string>>
}

/** The apps in the order they start: those that others call come first. They stop the other way round. */
export function appServices(options: AppServicesOptions): ServiceSpec[] {
  const { repositoryDir, urls } = options
  const nextProgram = join(repositoryDir, 'apps/web/node_modules/next/dist/bin/next')
  return [
    nodeApp(options, 'sandbox', ['src/main.ts'], `${urls.sandbox}/healthz`),
    nodeApp(options, 'worker', ['src/main.ts'], `${urls.worker}/healthz`),
    secondWorker(options),
    nodeApp(options, 'ingress', ['src/main.ts'], `${urls.ingress}/healthz`),
    nodeApp(
      options,
      'web',
      [nextProgram, 'start', '-p', String(options.ports.web), '-H', '127.0.0.1'],
      `http://127.0.0.1:${options.ports.web}/api/health`,
    ),
  ]
}

const HEALTH_OFFSET = 4

/** A worker finds its health page's port from the base, so the second one is given a base of its own. */
function secondWorker(options: AppServicesOptions): ServiceSpec {
  const { secondWorkerHealth } = options.ports
  const env = { ...options.env, PATCHBAY_PORT: String(secondWorkerHealth - HEALTH_OFFSET) }
  const health = `http://127.0.0.1:${secondWorkerHealth}/healthz`
  return { ...nodeApp({ ...options, env }, 'worker', ['src/main.ts'], health), name: 'worker2' }
}

function nodeApp(options: AppServicesOptions, name: string, args: readonly string[], healthUrl: string): ServiceSpec {
  return {
    name,
    command: process.execPath,
    args,
    cwd: join(options.repositoryDir, 'apps', name),
    env: options.env,
    stopSignal: 'SIGTERM',
    stopTimeoutMs: 15_000,
    ready: () => isHealthy(healthUrl),
    readyTimeoutMs: 60_000,
  }
}

async function isHealthy(url: string): Promise<boolean> {
  try {
    const response = await fetch(url, { signal: AbortSignal.timeout(2_000) })
    await response.body?.cancel()
    return response.ok
  } catch {
    // Not listening yet.
    return false
  }
}
