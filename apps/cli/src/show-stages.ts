import { Listr } from 'listr2'
import { seconds } from './seconds.ts'

export type ShownStage = { title: string; run: (note: (text: string) => void) => Promise<'done' | 'unchanged'> }

/** Runs stages one after the other and shows each with its time: live in a terminal, else a line when one ends. */
export async function showStages(stages: readonly ShownStage[]): Promise<void> {
  if (process.stdout.isTTY) await showLive(stages)
  else await showLines(stages)
}

async function showLines(stages: readonly ShownStage[]): Promise<void> {
  for (const stage of stages) {
    const startedAt = Date.now()
    const result = await stage.run((text) => process.stdout.write(`  ${stage.title}: ${text}\n`))
    process.stdout.write(`✔ ${label(stage.title, result, startedAt)}\n`)
  }
}

async function showLive(stages: readonly ShownStage[]): Promise<void> {
  const tasks = stages.map((stage) => ({
    title: stage.title,
    task: async (_: unknown, task: { title?: string; output?: string }) => {
      const startedAt = Date.now()
      const ticking = setInterval(() => {
        task.title = `${stage.title} ${seconds(Date.now() - startedAt)}`
      }, 500)
      try {
        const result = await stage.run((text) => {
          task.output = text
        })
        task.title = label(stage.title, result, startedAt)
      } finally {
        clearInterval(ticking)
      }
    },
  }))
  // The command stops things in order itself when it is interrupted.
  await new Listr(tasks, { registerSignalListeners: false, rendererOptions: { showErrorMessage: false } }).run()
}

function label(title: string, result: 'done' | 'unchanged', startedAt: number): string {
  return `${title}${result === 'unchanged' ? ' (unchanged)' : ''} ${seconds(Date.now() - startedAt)}`
}
