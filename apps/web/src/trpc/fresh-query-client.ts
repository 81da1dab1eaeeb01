import {
  type InvalidateOptions,
  type InvalidateQueryFilters,
  type Query,
  QueryClient,
  type QueryKey,
} from '@tanstack/react-query'

/**
 * Holds that what is asked for again was seen after it was asked. A plain client gives up a look under way and begins
 * anew, but only where there is data and `cancelRefetch` is not false: else it takes that look, from before the change,
 * for the answer. Here such a look is followed by another. Who asks at every change asks with `cancelRefetch: false`:
 * where changes come faster than a look takes, nothing new would ever be shown.
 */
export class FreshQueryClient extends QueryClient {
  readonly #following = new Map<Query, Promise<void>>()

  override async invalidateQueries<Key extends QueryKey = QueryKey>(
    filters?: InvalidateQueryFilters<Key>,
    options?: InvalidateOptions,
  ): Promise<void> {
    const underWay = this.getQueryCache().findAll({ ...filters, fetchStatus: 'fetching' })
    const goingOn = underWay.filter(({ state }) => state.data === undefined || options?.cancelRefetch === false)
    await Promise.all([super.invalidateQueries(filters, options), ...goingOn.map((query) => this.#follow(query))])
  }

  /** However many changes come while it is under way, it is followed once. */
  #follow(query: Query): Promise<void> {
    const again = () => {
      this.#following.delete(query)
      // A look that somebody began meanwhile has seen the change.
      return super.invalidateQueries({ queryKey: query.queryKey, exact: true }, { cancelRefetch: false })
    }
    const following = this.#following.get(query) ?? query.fetch().then(again, again)
    this.#following.set(query, following)
    return following
  }
}
