import { lazy } from 'react'

/** Forms that few flows need: each is loaded when the first step of its kind is opened. */
export const ApprovalForm = lazy(async () => ({ default: (await import('./approval-form.tsx')).ApprovalForm }))
export const CallForm = lazy(async () => ({ default: (await import('./call-form.tsx')).CallForm }))
export const EventWaitForm = lazy(async () => ({ default: (await import('./event-wait-form.tsx')).EventWaitForm }))
export const RepeatForm = lazy(async () => ({ default: (await import('./repeat-form.tsx')).RepeatForm }))
export const RunRulesForm = lazy(async () => ({ default: (await import('./run-rules-form.tsx')).RunRulesForm }))
export const ScopeForm = lazy(async () => ({ default: (await import('./scope-form.tsx')).ScopeForm }))
export const SubflowForm = lazy(async () => ({ default: (await import('./subflow-form.tsx')).SubflowForm }))
