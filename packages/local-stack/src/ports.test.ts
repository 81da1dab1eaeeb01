import { createServer } from 'node:net'
import { expect, test } from 'vitest'
import { describePorts, explainTakenPorts, findFreePorts, findTakenPorts, LAST_PORT, portsFrom } from './ports.ts'

test('all ports of a Patchbay lie in one block of 16 from its base, each once', () => {
  const ports = describePorts(portsFrom(3000)).map(({ port }) => port)
  expect(new Set(ports).size).toBe(ports.length)
  expect(ports.every((port) => port >= 3000 && port < 3016)).toBe(true)
})

test('a taken port is named with its purpose and the way out', async () => {
  const [base = 0] = await findFreePorts(1)
  const server = createServer()
  await new Promise<void>((resolve) => server.listen(base, '127.0.0.1', resolve))
  const taken = await findTakenPorts(describePorts(portsFrom(base)).slice(0, 1))
  await new Promise((resolve) => server.close(resolve))

  expect(taken.map(({ port }) => port)).toEqual([base])
  const message = explainTakenPorts(taken, base)
  expect(message).toContain(`Port ${base} (the web app) is taken`)
  expect(message).toContain('PATCHBAY_PORT=4000 npm start')
})

test('the proposed block differs from the one that is taken', () => {
  const message = explainTakenPorts([{ port: 4000, purpose: 'the web app' }], 4000)
  expect(message).toContain('PATCHBAY_PORT=5000')
})

test('free ports are distinct and low enough for Temporal', async () => {
  const ports = await findFreePorts(8)
  expect(new Set(ports).size).toBe(8)
  expect(Math.max(...ports)).toBeLessThanOrEqual(LAST_PORT)
})
