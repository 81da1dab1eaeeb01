import type { AppRouter } from '@patchbay/api/router'
import type { inferRouterInputs, inferRouterOutputs } from '@trpc/server'

type Outputs = inferRouterOutputs<AppRouter>
type Inputs = inferRouterInputs<AppRouter>

/** What pages are given: always what the API answers, never core's own types. */
export type Home = Outputs['home']['get']
export type NeedsPerson = Home['needsPerson'][number]
export type FlowSummary = Outputs['flows']['list'][number]
export type FlowDetail = Outputs['flows']['get']
export type FlowDocument = FlowDetail['draft']
export type Step = FlowDocument['steps'][number]
export type RunPage = Outputs['runs']['list']
export type RunSummary = RunPage['items'][number]
export type RunState = RunSummary['state']
export type RunListInput = NonNullable<Inputs['runs']['list']>
export type RunDetail = Outputs['runs']['get']
export type StepRunView = RunDetail['steps'][number]
export type StepData = Outputs['runs']['stepData']
export type DecisionView = Outputs['decisions']['list'][number]
export type DeliveryPage = Outputs['deliveries']['list']
export type DeliverySummary = DeliveryPage['items'][number]
export type DeliveryState = DeliverySummary['state']
export type ConnectionSummary = Outputs['connections']['list'][number]
export type ConnectorManifest = Outputs['connectors']['list'][number]
export type FieldSpec = ConnectorManifest['auth']['fields'][number]
export type ApiKey = Outputs['apiKeys']['list'][number]
