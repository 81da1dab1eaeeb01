import { delimiter, join } from 'node:path'
import { workflowBundleFile } from './builds.ts'
import type { Databases } from './databases.ts'
import type { TemporalAccess } from './durable-engine.ts'
import type { StackContext } from './stack-context.ts'

/** What every app is started with. The user's own environment wins where it sets the same name, but for what the stack has just started. */
export function stackEnvironment(
  context: StackContext,
  databases: Databases,
  temporal: TemporalAccess,
): Record<string, string> {
  const { urls, inherited, options } = context
  const { dataDir, repositoryDir, settings } = options
  const secrets = context.secrets()
  const defaults = {
    NODE_ENV: 'production',
    NEXT_TELEMETRY_DISABLED: '1',
    PATCHBAY_PUBLIC_URL: urls.web,
    PATCHBAY_INGRESS_URL: urls.ingress,
    PATCHBAY_SANDBOX_URL: urls.sandbox,
    PATCHBAY_SANDBOX_SMTP: urls.smtp,
    PATCHBAY_SANDBOX_TOKEN: secrets.sandboxToken,
    PATCHBAY_SECRET_KEY: secrets.secretKey,
  }
  const decided = {
    // Some shells export a HOST of their own, and the apps would listen there.
    HOST: '127.0.0.1',
    PATCHBAY_APP_DATABASE_URL: databases.appUrl,
    TEMPORAL_ADDRESS: temporal.address,
    TEMPORAL_NAMESPACE: temporal.namespace,
    PATCHBAY_DATA_DIR: dataDir,
    PATCHBAY_PORT: String(settings.PATCHBAY_PORT),
    PATCHBAY_WORKFLOW_BUNDLE: workflowBundleFile(repositoryDir),
    PATH: [join(repositoryDir, 'node_modules/.bin'), inherited['PATH'] ?? ''].join(delimiter),
  }
  // The owner passes row-level security: no app is to know how to connect as it.
  const { DATABASE_URL: _, ...rest } = inherited
  const env = { ...defaults, ...rest, ...decided, ...options.extraEnv }
  return options.rewire?.(env) ?? env
}
