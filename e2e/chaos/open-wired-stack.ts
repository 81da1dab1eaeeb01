import { type OpenStack, openStack } from '../support/open-stack.ts'
import { openTcpProxy, type TcpProxy } from '../support/tcp-proxy.ts'
import type { Wire } from './schedule.ts'

export type WiredStack = {
  open: OpenStack
  wires: Record<Wire, TcpProxy>
  close: OpenStack['close']
}

/**
 * A Patchbay with two workers whose connections to the database, the engine and the vendors go through proxies. The
 * harness itself goes round them.
 */
export async function openWiredStack(extraEnv: Record<string, string>): Promise<WiredStack> {
  const wires = { database: await openTcpProxy(), engine: await openTcpProxy(), vendors: await openTcpProxy() }
  const open = await openStack('chaos', extraEnv, {
    secondWorker: true,
    rewire: (env) => {
      const url = new URL(env['PATCHBAY_APP_DATABASE_URL'] ?? '')
      wires.database.pointTo(url.host)
      wires.engine.pointTo(env['TEMPORAL_ADDRESS'] ?? '')
      wires.vendors.pointTo(new URL(env['PATCHBAY_SANDBOX_URL'] ?? '').host)
      url.host = wires.database.address
      return {
        ...env,
        PATCHBAY_APP_DATABASE_URL: url.href,
        TEMPORAL_ADDRESS: wires.engine.address,
        PATCHBAY_SANDBOX_URL: `http://${wires.vendors.address}`,
      }
    },
  })
  return {
    open,
    wires,
    async close(options) {
      await open.close(options)
      await Promise.all(Object.values(wires).map((proxy) => proxy.close()))
    },
  }
}
