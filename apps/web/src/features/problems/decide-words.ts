import type { DecisionView } from '../../trpc/types.ts'

export type Decided = Pick<DecisionView, 'id' | 'stepName' | 'kind' | 'byHand'>

export type Asked = { title: string; description: string; verb: string; note?: string }
/** `doneAsk` null: what the vendor answered is asked for, too. */
export type DecideWords = { done: string; again: string; doneAsk: Asked | null; againAsk: Asked }

export function wordsOf({ kind, byHand, stepName }: Decided): DecideWords {
  if (kind !== 'undo') {
    return {
      done: 'It went through…',
      again: 'It did not, send again',
      doneAsk: null,
      againAsk: {
        title: 'Send it again?',
        description: `“${stepName}” is sent once more under a new key. If it did go through before, it is then applied twice.`,
        verb: 'Send again',
      },
    }
  }
  const doneAsk = {
    title: 'It is undone',
    description: `What “${stepName}” was about is gone at the vendor, and undoing goes on with what came before.`,
    verb: 'It is undone, go on',
  }
  if (byHand) {
    const stays = `What “${stepName}” did stays at the vendor, and undoing goes on with what came before.`
    const againAsk = { title: 'It may stay', description: stays, verb: 'It may stay, go on', note: 'It may stay.' }
    return { done: 'It is undone', again: 'It may stay', doneAsk, againAsk }
  }
  return {
    done: 'It is undone',
    again: 'It is not, try again',
    doneAsk,
    againAsk: {
      title: 'Try to undo it again?',
      description: `“${stepName}” is sent once more under a new key.`,
      verb: 'Try again',
    },
  }
}
