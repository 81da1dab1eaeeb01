import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { TemporalPorts } from '../ports.ts'
import { ensureDatabase } from '../postgres/roles.ts'
import type { ServiceSpec } from '../supervise.ts'
import type { TemporalBinaries } from './binaries.ts'
import { temporalConfig, temporalDynamicConfig } from './config.ts'
import { isTemporalHealthy } from './namespace.ts'
import { ensureTemporalSchema } from './schema.ts'
import { trimVisibility } from './trim-visibility.ts'

export type TemporalOptions = {
  binaries: TemporalBinaries
  /** For the generated configuration, which holds a password: its files are 0600. */
  configDir: string
  ports: TemporalPorts
  postgres: { port: number; adminUrl: (database: string) => string; password: string }
  env: Readonly<Record<string, string | undefined>>
}

export type LocalTemporal = { spec: ServiceSpec; address: string }

const DATABASE = 'temporal'
const VISIBILITY_DATABASE = 'temporal_visibility'
const USER = 'temporal'

/** Readies a Temporal server on a running PostgreSQL (with its role made) to be started by a supervisor: databases, schema, configuration. */
export async function prepareTemporal(options: TemporalOptions): Promise<LocalTemporal> {
  const { ports, binaries } = options
  const postgres = { port: options.postgres.port, user: USER, password: options.postgres.password }
  const schema = { sqlTool: binaries.sqlTool, postgres, databaseUrl: options.postgres.adminUrl, env: options.env }
  await ensureDatabase(options.postgres.adminUrl('postgres'), DATABASE, USER)
  await ensureDatabase(options.postgres.adminUrl('postgres'), VISIBILITY_DATABASE, USER)
  await Promise.all([
    ensureTemporalSchema(schema, DATABASE, 'postgresql/v12/temporal'),
    ensureTemporalSchema(schema, VISIBILITY_DATABASE, 'postgresql/v12/visibility'),
  ])
  await trimVisibility(options.postgres.adminUrl(VISIBILITY_DATABASE))
  const configFile = writeConfig(options, postgres)
  const address = `127.0.0.1:${ports.frontend}`
  return {
    address,
    spec: {
      name: 'temporal',
      command: binaries.server,
      args: ['--config-file', configFile, '--allow-no-auth', 'start'],
      env: options.env,
      stopSignal: 'SIGTERM',
      stopTimeoutMs: 15_000,
      ready: () => isTemporalHealthy(address),
      readyTimeoutMs: 60_000,
    },
  }
}

function writeConfig(options: TemporalOptions, postgres: { port: number; user: string; password: string }): string {
  mkdirSync(options.configDir, { recursive: true })
  const configFile = join(options.configDir, 'server.yaml')
  const dynamicConfigFile = join(options.configDir, 'dynamic-config.yaml')
  const config = temporalConfig({
    ports: options.ports,
    postgres,
    database: DATABASE,
    visibilityDatabase: VISIBILITY_DATABASE,
    dynamicConfigFile,
  })
  writeFileSync(configFile, config, { mode: 0o600 })
  writeFileSync(dynamicConfigFile, temporalDynamicConfig(), { mode: 0o600 })
  return configFile
}
