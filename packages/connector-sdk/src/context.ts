import type { Socket } from 'node:net'
import type { Transport } from './http.ts'
import type { Json } from './manifest.ts'

/** All that the outside gives to one call of a connector. The SDK reaches nothing else: no clock, no environment, no fetch. */
export type CallContext = {
  transport: Transport
  /** A raw socket for what is not HTTP (SMTP); guarded like the transport. */
  connect: (host: string, port: number) => Promise<Socket>
  /** Replaces the connector's base URL: the simulator of a sandbox connection, or an operator's choice. */
  origin: string | null
  credentials: Record<string, string>
  settings: Record<string, Json>
  /** The same for every attempt of one intent. */
  idempotencyKey: string
  /** From 1. */
  attempt: number
  /** The previous attempt may have been applied and nobody knows. */
  afterUnknown: boolean
  /** Runs `fn` the first time and stores its result under the step; later attempts get what is stored by that name. */
  once: (name: string, fn: () => Promise<unknown>) => Promise<unknown>
  log: (level: LogLevel, message: string, data?: Record<string, unknown>) => void
  signal: AbortSignal
  timeoutMs: number
  /** ISO instant, constant for the run. */
  now: string
}

export type LogLevel = 'debug' | 'info' | 'warn' | 'error'
