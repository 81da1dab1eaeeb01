/** Of a step that may have gone through. */
export const CANNOT_SKIP =
  'It was sent and may have gone through: skipped, it would count as not done. Retry it as it is, or supply what came of it.'

/** Of how many runs that are chosen the step is not skipped. */
export const notSkipped = (count: number): string =>
  count === 1
    ? '1 of them may have gone through: it is not skipped, and listed with why. Retry it as it is, or supply what came of it.'
    : `${count} of them may have gone through: they are not skipped, and listed with why. Retry them as they are, or supply what came of them.`
