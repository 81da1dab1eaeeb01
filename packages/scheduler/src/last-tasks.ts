/** Tasks for when nothing else is left to do in a turn; the one with the lowest `at` first. */
export class LastTasks {
  readonly #tasks: { at: number; task: () => void }[] = []

  get isEmpty(): boolean {
    return this.#tasks.length === 0
  }

  push(task: () => void, at: number): void {
    this.#tasks.push({ at, task })
  }

  take(): (() => void) | null {
    let first = 0
    for (const [index, { at }] of this.#tasks.entries()) if (at < (this.#tasks[first]?.at ?? 0)) first = index
    return this.#tasks.splice(first, 1)[0]?.task ?? null
  }
}
