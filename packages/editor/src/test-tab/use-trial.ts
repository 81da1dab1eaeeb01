import type { Step } from '@patchbay/flow/document'
import type { Json } from '@patchbay/flow/json'
import { useEffect, useRef, useState } from 'react'
import type {
  LiveWarning,
  SampleChoice,
  StepTestView,
  TestAnswer,
  TestHost,
  TestPreview,
  TestRequest,
  TestRunView,
} from './test-types.ts'

export type Busy = 'step' | 'here' | null

export type Trial = {
  preview: TestPreview | null
  /** The preview is being asked for; what is shown is of before. */
  resolving: boolean
  /** Asked before a test that would be real: of this step, or of all up to it. */
  live: LiveWarning | null
  confirm: () => void
  /** Takes back a test of several steps that would be real; null while the question is of this step. */
  dismiss: (() => void) | null
  busy: Busy
  progress: TestRunView | null
  /** Why a test did not begin, in words. */
  refusal: string | null
  test: (confirmLive: string | null) => void
  toHere: (confirmLive: string | null) => void
}

type Wanted = {
  step: Step
  sample: SampleChoice | null
  connectionId: string | null
  input: Json | null
  /** The steps it reads from that have given nothing yet: once they have, what would be sent is another. */
  untried: readonly Step[]
  host: TestHost
  onResult: (result: StepTestView | TestRunView) => void
}

/** A person who types or clicks through samples asks once, when they have stopped. */
const SETTLE_MS = 250

/** What a test of a step would send, and the tests themselves. Answers that come too late for what is chosen are dropped. */
export function useTrial(wanted: Wanted): Trial {
  const { step, sample, connectionId, input, host, onResult } = wanted
  const { preview, refusal: notReady, resolving, live: asked } = usePreview(wanted)
  const [busy, setBusy] = useState<Busy>(null)
  const [progress, setProgress] = useState<TestRunView | null>(null)
  const [refusal, setRefusal] = useState<string | null>(null)
  const [hereLive, setHereLive] = useState<LiveWarning | null>(null)

  const take = (answer: TestAnswer<StepTestView> | TestAnswer<TestRunView>): void => {
    setBusy(null)
    if (answer.ok) onResult(answer.value)
    else setRefusal(answer.message)
  }
  const takeStep = (answer: TestAnswer<StepTestView>): void => {
    take(answer)
    // What is asked of this step alone, its preview asks.
    setHereLive(null)
  }
  const takeHere = (answer: TestAnswer<TestRunView>): void => {
    take(answer)
    setHereLive(answer.ok ? null : (answer.live ?? null))
  }
  const begin = (what: Busy) => {
    setBusy(what)
    setRefusal(null)
    setProgress(null)
  }
  const fail = (error: unknown) => {
    setBusy(null)
    setRefusal(error instanceof Error ? error.message : 'The test did not begin. Try again.')
  }
  const test = (confirmLive: string | null) => {
    if (busy !== null || sample === null) return
    begin('step')
    host.step({ stepId: step.id, sample, connectionId, input, confirmLive }).then(takeStep, fail)
  }
  const toHere = (confirmLive: string | null) => {
    if (busy !== null || sample === null) return
    begin('here')
    host.toHere({ stepId: step.id, sample, confirmLive }, setProgress).then(takeHere, fail)
  }
  return {
    preview,
    resolving,
    live: hereLive ?? asked,
    confirm: () => (hereLive === null ? test(asked?.acknowledgement ?? null) : toHere(hereLive.acknowledgement)),
    dismiss: hereLive === null ? null : () => setHereLive(null),
    busy,
    progress,
    refusal: hereLive === null ? (refusal ?? notReady) : null,
    test,
    toHere,
  }
}

type Previewed = Pick<Trial, 'preview' | 'refusal' | 'resolving' | 'live'>

function usePreview({ step, sample, connectionId, input, untried, host }: Wanted): Previewed {
  const [state, setState] = useState<{ preview: TestPreview | null; refusal: string | null }>(nothing)
  const [resolving, setResolving] = useState(false)
  const asked = useRef(0)
  const ask = useRef(host.preview)
  useEffect(() => {
    ask.current = host.preview
  })
  const key = JSON.stringify([step, sample, connectionId, input, untried.map(({ id }) => id)])
  // The key holds all that the question is made of.
  useEffect(() => {
    asked.current += 1
    if (sample === null || step.kind === 'trigger') {
      setState(nothing)
      return
    }
    const number = asked.current
    const request: TestRequest = { stepId: step.id, sample, connectionId, input }
    setResolving(true)
    const settle = (next: typeof state) => {
      if (number !== asked.current) return
      setResolving(false)
      setState(next)
    }
    const timer = setTimeout(() => {
      ask.current(request).then(
        (answer) =>
          settle(answer.ok ? { preview: answer.value, refusal: null } : { preview: null, refusal: answer.message }),
        () => settle({ preview: null, refusal: 'What would be sent did not load. Try again in a moment.' }),
      )
    }, SETTLE_MS)
    return () => clearTimeout(timer)
  }, [key])
  return { ...state, resolving, live: state.preview?.live ?? null }
}

const nothing = { preview: null, refusal: null }
