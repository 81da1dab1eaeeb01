import { connect, createServer, type Socket } from 'node:net'
import { setTimeout as pause } from 'node:timers/promises'

export type TcpProxy = {
  /** Where its clients connect, as in 127.0.0.1:4711. */
  address: string
  /** Whom it passes everything on to, as in 127.0.0.1:5432; known only once that has started. */
  pointTo: (target: string) => void
  /** Ends every connection that is open, in the middle of whatever is said. New ones get through. */
  cut: () => number
  /** From now on every chunk waits this long, both ways; 0 lets them through again. */
  slow: (delayMs: number) => void
  /** Nothing gets through, and nobody is told: as a cable pulled. What was on its way is lost with its connections. */
  block: (blocked: boolean) => void
  close: () => Promise<void>
}

/** Stands between two parts that speak TCP. */
export async function openTcpProxy(): Promise<TcpProxy> {
  let target = new URL('tcp://127.0.0.1:0')
  const open = new Set<Socket>()
  let delayMs = 0
  let blocked = false
  const pass = (from: Socket, to: Socket) => {
    // One after another, so that nothing overtakes what was said before it when the delay changes.
    let before = Promise.resolve()
    const inTurn = (say: () => void) => {
      before = before.then(async () => {
        if (delayMs > 0) await pause(delayMs)
        if (!to.destroyed) say()
      })
    }
    from.on('data', (chunk) => {
      if (!blocked) inTurn(() => to.write(chunk))
    })
    from.on('end', () => inTurn(() => to.end()))
  }
  const server = createServer((client) => {
    const upstream = connect(Number(target.port), target.hostname)
    for (const [socket, other] of [
      [client, upstream],
      [upstream, client],
    ] as const) {
      open.add(socket)
      socket.setNoDelay(true)
      pass(socket, other)
      socket.on('error', () => other.destroy())
      socket.on('close', () => {
        open.delete(socket)
        other.destroy()
      })
    }
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('The proxy has no port')
  const cut = () => {
    const count = open.size / 2
    for (const socket of open) socket.destroy()
    return count
  }
  return {
    address: `127.0.0.1:${address.port}`,
    pointTo: (next) => {
      target = new URL(`tcp://${next}`)
    },
    cut,
    slow: (ms) => {
      delayMs = ms
    },
    block: (now) => {
      blocked = now
      if (!now) cut()
    },
    close: () =>
      new Promise((resolve) => {
        cut()
        server.close(() => resolve())
      }),
  }
}
