/** Notes tasks and works them off in turns, so that what comes in together is answered together. */
export class Turns {
  readonly #turn: () => void
  readonly #reject: (reason: unknown) => void
  /** Work of this turn; a list and not recursion, because a loop may have thousands of items. */
  #agenda: (() => void)[] = []
  #isDue = false
  #isOver = false

  constructor(turn: () => void, reject: (reason: unknown) => void) {
    this.#turn = turn
    this.#reject = reject
  }

  get over(): boolean {
    return this.#isOver
  }

  note(task: () => void): void {
    if (this.#isOver) return
    this.#agenda.push(task)
    if (this.#isDue) return
    this.#isDue = true
    Promise.resolve()
      .then(() => {
        this.#isDue = false
        this.#turn()
      })
      .catch((reason) => this.#abort(reason))
  }

  later(task: () => void): void {
    this.#agenda.push(task)
  }

  follow<T>(promise: Promise<T>, then: (value: T) => void): void {
    promise.then(
      (value) => this.note(() => then(value)),
      (reason) => this.#abort(reason),
    )
  }

  hasWork(): boolean {
    return this.#agenda.length > 0
  }

  /** Does what is noted so far; false once the walk is over. */
  work(): boolean {
    const agenda = this.#agenda
    this.#agenda = []
    for (const task of agenda) {
      task()
      if (this.#isOver) return false
    }
    return true
  }

  stop(): void {
    this.#isOver = true
  }

  #abort(reason: unknown): void {
    this.#isOver = true
    this.#reject(reason)
  }
}
