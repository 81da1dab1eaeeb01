/**
 * The nine states: the same everywhere, in a node, a row, a strip, a timeline, on a phone. Colour, shape and word;
 * never colour alone.
 */
export const states = [
  'queued',
  'running',
  'succeeded',
  'failed',
  'retrying',
  'waiting',
  'skipped',
  'cancelled',
  'attention',
] as const

export type State = (typeof states)[number]

export type Tone = 'idle' | 'run' | 'ok' | 'bad' | 'retry' | 'wait' | 'attn'

export const stateWord: Record<State, string> = {
  queued: 'Queued',
  running: 'Running',
  succeeded: 'Succeeded',
  failed: 'Failed',
  retrying: 'Retrying',
  waiting: 'Waiting',
  skipped: 'Skipped',
  cancelled: 'Cancelled',
  attention: 'Needs attention',
}

export const stateTone: Record<State, Tone> = {
  queued: 'idle',
  running: 'run',
  succeeded: 'ok',
  failed: 'bad',
  retrying: 'retry',
  waiting: 'wait',
  skipped: 'idle',
  cancelled: 'idle',
  attention: 'attn',
}

/** Class names by tone, written out in full: Tailwind finds a class only where it stands whole. */
export const toneClass: Record<
  Tone,
  { text: string; glyph: string; fill: string; soft: string; tint: string; line: string }
> = {
  idle: {
    text: 'text-idle',
    glyph: 'text-idle-solid',
    fill: 'bg-idle-solid',
    soft: 'bg-idle-soft',
    tint: 'bg-idle-tint',
    line: 'border-idle-line',
  },
  run: {
    text: 'text-run',
    glyph: 'text-run-solid',
    fill: 'bg-run-solid',
    soft: 'bg-run-soft',
    tint: 'bg-run-tint',
    line: 'border-run-line',
  },
  ok: {
    text: 'text-ok',
    glyph: 'text-ok-solid',
    fill: 'bg-ok-solid',
    soft: 'bg-ok-soft',
    tint: 'bg-ok-tint',
    line: 'border-ok-line',
  },
  bad: {
    text: 'text-bad',
    glyph: 'text-bad-solid',
    fill: 'bg-bad-solid',
    soft: 'bg-bad-soft',
    tint: 'bg-bad-tint',
    line: 'border-bad-line',
  },
  retry: {
    text: 'text-retry',
    glyph: 'text-retry-solid',
    fill: 'bg-retry-solid',
    soft: 'bg-retry-soft',
    tint: 'bg-retry-tint',
    line: 'border-retry-line',
  },
  wait: {
    text: 'text-wait',
    glyph: 'text-wait-solid',
    fill: 'bg-wait-solid',
    soft: 'bg-wait-soft',
    tint: 'bg-wait-tint',
    line: 'border-wait-line',
  },
  attn: {
    text: 'text-attn',
    glyph: 'text-attn-solid',
    fill: 'bg-attn-solid',
    soft: 'bg-attn-soft',
    tint: 'bg-attn-tint',
    line: 'border-attn-line',
  },
}
