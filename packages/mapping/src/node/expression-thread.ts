import { parentPort } from 'node:worker_threads'
import { serveExpressions } from '../expression/thread-protocol.ts'

/** Entry of a worker thread. */
if (!parentPort) throw new Error('This file runs as a worker thread only.')
const port = parentPort
port.on(
  'message',
  serveExpressions(
    (message) => port.postMessage(message),
    () => {
      const { user, system } = process.threadCpuUsage()
      return (user + system) / 1000
    },
  ),
)
