/** Thrown inside an expression that would cost more than it may. */
export class BudgetError extends Error {
  override name = 'BudgetError'
}
