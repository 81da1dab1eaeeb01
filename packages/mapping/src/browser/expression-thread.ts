import { serveExpressions, type ToThread } from '../expression/thread-protocol.ts'

/** Entry of a web worker. */
const receive = serveExpressions(
  (message) => globalThis.postMessage(message),
  () => undefined,
)
globalThis.onmessage = ({ data }: MessageEvent<ToThread>) => void receive(data)
