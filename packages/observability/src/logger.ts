import { type DestinationStream, type Logger, pino } from 'pino'
import type { LogLevel } from './env.ts'

export type { Logger } from 'pino'

export type LoggerOptions = {
  level?: LogLevel
  /** Where lines go; standard output by default. */
  destination?: DestinationStream
}

/** Names of fields whose values never reach a log, at the top and up to two levels down. Compared as written. */
const SECRET_FIELDS = [
  'authorization',
  'Authorization',
  'cookie',
  'Cookie',
  'set-cookie',
  'x-api-key',
  'apiKey',
  'api_key',
  'accessToken',
  'access_token',
  'refreshToken',
  'refresh_token',
  'token',
  'secret',
  'signingSecret',
  'clientSecret',
  'client_secret',
  'password',
  'passphrase',
  'privateKey',
  'credentials',
  'DATABASE_URL',
  'PATCHBAY_APP_DATABASE_URL',
  'PATCHBAY_SECRET_KEY',
]

/**
 * A JSON logger, one line an entry: `{ level, time (ISO), name, msg, … }`. Errors go under `err` with their causes. Fields
 * named like secrets are written as `[redacted]`; URLs with a password in them are the caller's to keep out.
 */
export function createLogger(name: string, options: LoggerOptions = {}): Logger {
  return pino(
    {
      name,
      level: options.level ?? 'info',
      timestamp: () => `,"time":"${new Date().toISOString()}"`,
      base: { pid: process.pid },
      formatters: { level: (label) => ({ level: label }) },
      redact: { paths: SECRET_FIELDS.flatMap(pathsOf), censor: '[redacted]' },
    },
    options.destination ?? pino.destination(1),
  )
}

function pathsOf(field: string): string[] {
  const quoted = `["${field}"]`
  return [quoted, `*${quoted}`, `*.*${quoted}`]
}
