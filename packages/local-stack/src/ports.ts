import { createServer } from 'node:net'

/** Every port of one Patchbay, from one base: a block of 16. */
export type Ports = {
  web: number
  ingress: number
  sandbox: number
  sandboxSmtp: number
  workerHealth: number
  postgres: number
  temporal: TemporalPorts
  /** Of a second worker, where there is one. */
  secondWorkerHealth: number
}

export type TemporalPorts = {
  frontend: number
  frontendMembership: number
  history: number
  historyMembership: number
  matching: number
  matchingMembership: number
  worker: number
  workerMembership: number
}

export function portsFrom(base: number): Ports {
  return {
    web: base,
    ingress: base + 1,
    sandbox: base + 2,
    sandboxSmtp: base + 3,
    workerHealth: base + 4,
    postgres: base + 5,
    temporal: temporalPorts([6, 7, 8, 9, 10, 11, 12, 13].map((offset) => base + offset)),
    secondWorkerHealth: base + 14,
  }
}

/** Names eight ports, in the order of TemporalPorts. */
export function temporalPorts(list: readonly number[]): TemporalPorts {
  const at = (index: number): number => {
    const port = list[index]
    if (port === undefined) throw new Error(`Temporal needs 8 ports, got ${list.length}`)
    return port
  }
  return {
    frontend: at(0),
    frontendMembership: at(1),
    history: at(2),
    historyMembership: at(3),
    matching: at(4),
    matchingMembership: at(5),
    worker: at(6),
    workerMembership: at(7),
  }
}

/** What each port is for, for messages. */
export function describePorts(ports: Ports): { port: number; purpose: string }[] {
  return [
    { port: ports.web, purpose: 'the web app' },
    { port: ports.ingress, purpose: 'the ingress' },
    { port: ports.sandbox, purpose: 'the sandbox' },
    { port: ports.sandboxSmtp, purpose: 'the sandbox mail room (SMTP)' },
    { port: ports.workerHealth, purpose: "the worker's health page" },
    { port: ports.postgres, purpose: 'PostgreSQL' },
    ...Object.entries(ports.temporal).map(([name, port]) => ({ port, purpose: `Temporal (${name})` })),
  ]
}

/** Those of `wanted` that another process holds on 127.0.0.1. */
export async function findTakenPorts<T extends { port: number }>(wanted: readonly T[]): Promise<T[]> {
  const free = await Promise.all(wanted.map(({ port }) => isPortFree(port)))
  return wanted.filter((_, index) => free[index] === false)
}

/** The message for taken ports: which, what for, and how to go on. `base` is the current first port. */
export function explainTakenPorts(taken: readonly { port: number; purpose: string }[], base: number): string {
  const list = taken.map(({ port, purpose }) => `${port} (${purpose})`).join(', ')
  const other = base === 4000 ? 5000 : 4000
  const one = taken.length === 1
  return (
    `Port${one ? '' : 's'} ${list} ${one ? 'is' : 'are'} taken by another process. ` +
    `End it, or take another block of ports: PATCHBAY_PORT=${other} npm start`
  )
}

/**
 * The highest port the block may reach: Temporal's PostgreSQL schema keeps its ports in a `smallint`, and the server ends
 * at start with a higher one.
 */
export const LAST_PORT = 32_767
const FIRST_TEST_PORT = 12_000

/** `count` ports that are free now, differ from each other and suit Temporal; below the range that clients get theirs from. */
export async function findFreePorts(count: number): Promise<number[]> {
  const ports = new Set<number>()
  while (ports.size < count) {
    const port = FIRST_TEST_PORT + Math.floor(Math.random() * (LAST_PORT - FIRST_TEST_PORT))
    if (await isPortFree(port)) ports.add(port)
  }
  return [...ports]
}

async function isPortFree(port: number): Promise<boolean> {
  const server = createServer()
  return new Promise((resolve) => {
    server.once('error', () => resolve(false))
    server.listen({ port, host: '127.0.0.1', exclusive: true }, () => server.close(() => resolve(true)))
  })
}
