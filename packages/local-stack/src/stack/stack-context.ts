import type { LocalStackEnv } from '../env.ts'
import type { Ports } from '../ports.ts'
import type { Supervisor, SupervisorEvent } from '../supervise.ts'
import type { StackUrls } from './app-services.ts'
import type { StackSecrets } from './secrets.ts'

export type StackOptions = {
  /** The checked-out repository. */
  repositoryDir: string
  /** Everything that lasts, secrets included. One stack at a time may run on it. */
  dataDir: string
  settings: LocalStackEnv
  /** Set for every app, over what the stack sets itself. */
  extraEnv?: Readonly<Record<string, string>>
  /** False leaves the web app out, its build included: for loads that need no page. */
  web?: boolean
  /** A second worker beside the first, named `worker2`: what two of them do at once is to be seen. */
  secondWorker?: boolean
  /** The last word on what every app is started with: a failure test puts itself between the parts. */
  rewire?: (env: Readonly<Record<string, string>>) => Record<string, string>
  onEvent?: (event: SupervisorEvent) => void
  /** Breaks the start off. */
  signal?: AbortSignal
}

/** What the stages of a start share. */
export type StackContext = {
  options: StackOptions
  ports: Ports
  urls: StackUrls
  runDir: string
  lockFile: string
  cacheDir: string
  /** The environment this process was started with. */
  inherited: Record<string, string>
  /** Made at first use: a start that is refused writes nothing. */
  secrets: () => StackSecrets
  supervisor: Supervisor
}
