import type { DecisionView } from '../../trpc/types.ts'

export type Decided = Pick<DecisionView, 'id' | 'stepName' | 'kind' | 'byHand'>

export type Sought = Pick<DecisionView, 'id' | 'stepName' | 'vendor' | 'mayAsk'>

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
      description: `“${stepName}” is sent once more.`,
      verb: 'Try again',
    },
  }
}

/** How to find out by going there again; null where nothing keeps that from doing it twice. */
export function seekWordsOf({ mayAsk, stepName, vendor }: Sought): (Asked & { button: string; done: string }) | null {
  const there = vendor ?? 'the vendor'
  if (mayAsk === 'lookup') {
    return {
      button: `Look at ${there}, send if it is not there…`,
      title: `Look at ${there} once more?`,
      description: `If what “${stepName}” was to do is there, nothing is sent. If it is not, it is sent now, once.`,
      verb: 'Look, and send if need be',
      done: `“${stepName}” is looked for`,
    }
  }
  if (mayAsk === 'natural') {
    return {
      button: 'Send it once more as it was…',
      title: 'Send it once more as it was?',
      description: `“${stepName}” can apply only once, so nothing is doubled. What was changed at ${there} since then is overwritten.`,
      verb: 'Send once more',
      done: `“${stepName}” is sent once more`,
    }
  }
  return null
}
