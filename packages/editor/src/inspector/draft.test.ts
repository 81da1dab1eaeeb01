import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { createDraft, TYPING_PAUSE_MS } from './draft.ts'

beforeEach(() => {
  vi.useFakeTimers()
})
afterEach(() => {
  vi.useRealTimers()
})

it('keeps a word once, after the pause, however many keys it took', () => {
  const kept: string[] = []
  const draft = createDraft<string>((value) => kept.push(value))
  for (const value of ['l', 'la', 'lab']) {
    draft.change(value, 'typed')
    vi.advanceTimersByTime(TYPING_PAUSE_MS - 1)
  }
  expect(kept).toEqual([])
  vi.advanceTimersByTime(1)
  expect(kept).toEqual(['lab'])
  vi.advanceTimersByTime(10 * TYPING_PAUSE_MS)
  expect(kept).toEqual(['lab'])
})

it('loses nothing when the field is left, and keeps it once', () => {
  const kept: string[] = []
  const draft = createDraft<string>((value) => kept.push(value))
  draft.change('half a wo', 'typed')
  draft.flush()
  draft.flush()
  vi.advanceTimersByTime(TYPING_PAUSE_MS)
  expect(kept).toEqual(['half a wo'])
})

it('keeps a choice at once, in place of what was being typed', () => {
  const kept: string[] = []
  const draft = createDraft<string>((value) => kept.push(value))
  draft.change('typed', 'typed')
  draft.change('chosen', 'done')
  expect(kept).toEqual(['chosen'])
  vi.advanceTimersByTime(TYPING_PAUSE_MS)
  expect(kept).toEqual(['chosen'])
})

it('forgets what was dropped', () => {
  const kept: string[] = []
  const draft = createDraft<string>((value) => kept.push(value))
  draft.change('Esc was pressed', 'typed')
  draft.drop()
  vi.advanceTimersByTime(TYPING_PAUSE_MS)
  draft.flush()
  expect(kept).toEqual([])
})
