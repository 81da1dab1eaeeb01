import type { ConnectorManifest, JsonSchema } from '@patchbay/connector-sdk/manifest'
import type { CallField, RunOrder, Step } from '../document.ts'
import type { FlowGraph } from '../graph.ts'
import type { UpstreamStep } from '../upstream.ts'

export type ValidateOptions = {
  manifests: Record<string, ConnectorManifest>
  /** Connections of the workspace; without them it is not checked that a named one exists. */
  connections?: readonly { id: string; connector: string; environment: string }[]
  /** Flows of the workspace; without them it is not checked that a called one exists and what it takes. */
  flows?: readonly CallableFlow[]
  /** Members of the workspace; without them it is not checked that those who are asked are still here. */
  people?: readonly { id: string }[]
  /** The flow whose document it is, so that one that calls itself is seen. */
  flowId?: string
  /** Names of the workspace's variables; without them any name is taken. */
  variables?: readonly string[]
  /** What is wrong with a JSONata source, or null. Left out where no parser is at hand. */
  checkExpression?: (source: string) => string | null
  /** The JSON types that a JSONata source can give, where that can be told without values; null where it cannot. */
  expressionTypes?: (source: string) => readonly string[] | null
  /** What is wrong with a cron expression, or null. */
  checkCron?: (expression: string, timeZone: string) => string | null
}

/** What a flow takes and gives when another flow calls it. */
export type Callable = { input: readonly CallField[]; output: readonly CallField[] }

/** `callable` is by its live version; null when that starts otherwise. */
export type CallableFlow = {
  id: string
  name: string
  callable: Callable | null
  /** Those that can be called, for the steps that stay on one. */
  versions?: readonly { id: string; callable: Callable }[]
  /** Where it is switched on: the events of an app that start its live version, and the order its runs go in. */
  listens?: ListeningFlow | null
}

export type ListeningFlow = {
  connector: string
  event: string
  connectionId: string | null
  /** As the author set it: undefined is by what its events are about, null is none. */
  order: RunOrder | null | undefined
}

/** What every check of one step may use. */
export type Validation = {
  graph: FlowGraph
  options: ValidateOptions
  step: Step
  upstream: readonly UpstreamStep[]
  /** What a container's own rule can use after a pass through its content. */
  afterPass: readonly UpstreamStep[]
  /** What an upstream step's output looks like from here; null when nothing is known of it. */
  outputOf: (upstream: UpstreamStep) => JsonSchema | null
  /** What is worked out of an event before it has a run: `run` has nothing to give. */
  beforeRun?: boolean
  /** Values that were said to be sometimes empty, once a step. */
  gaps: Set<string>
  error: Report
  warn: Report
}

/** `field` is dotted and may be empty for the step as a whole. */
export type Report = (code: string, field: string, message: string) => void

/** One spot that a mapping fills. `label` begins sentences about it. */
export type Place = {
  field: string
  label: string
  required: boolean
  /** What the value must be like; null when anything goes. */
  schema: JsonSchema | null
  /** Inside a list mapping: what `item` is like (null: unknown). Outside: undefined. */
  item?: JsonSchema | null
}

/** The action a step calls, if connector and action are known. */
export function actionOf(options: Pick<ValidateOptions, 'manifests'>, step: { connector: string; action: string }) {
  const connector = own(options.manifests, step.connector)
  const action = connector === undefined ? undefined : own(connector.actions, step.action)
  return connector === undefined || action === undefined ? null : { connector, action }
}

/** The flow that a sub-flow step calls, if it is known. */
export function calledFlow(flows: ValidateOptions['flows'], flowId: string | null): CallableFlow | undefined {
  return flowId === null ? undefined : flows?.find(({ id }) => id === flowId)
}

/** A record's own value: "constructor" is no connector. */
export function own<T>(record: Record<string, T>, key: string): T | undefined {
  return Object.hasOwn(record, key) ? record[key] : undefined
}
