import { readdirSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { Worker } from '@temporalio/worker'
import { beforeAll, describe, expect, test } from 'vitest'
import { buildWorkflowBundle } from './bundle.ts'

const root = fileURLToPath(new URL('../histories', import.meta.url))
const recorded = readdirSync(root).flatMap((version) =>
  readdirSync(`${root}/${version}`).map((file): [string, string] => [
    `${version}/${file}`,
    readFileSync(`${root}/${version}/${file}`, 'utf8'),
  ]),
)
let code: string

beforeAll(async () => {
  code = await buildWorkflowBundle()
}, 60_000)

const replay = (history: string) => Worker.runReplayHistory({ workflowBundle: { code } }, JSON.parse(history))

describe('histories of every released engine version replay on this one', () => {
  test('there are some', () => expect(recorded.length).toBeGreaterThanOrEqual(6))
  test.each(recorded)('%s', async (_name, history) => {
    await replay(history)
  })

  test('and one that was tampered with does not', async () => {
    const [, history] = recorded.find(([name]) => name.endsWith('/retriedAndWaited.json')) ?? ['', '']
    const changed = history.replaceAll('"EVENT_TYPE_TIMER_STARTED"', '"EVENT_TYPE_MARKER_RECORDED"')
    expect(changed).not.toBe(history)
    await expect(replay(changed)).rejects.toThrow()
  })
})
