import { type CustomTypesConfig, types } from 'pg'

const TIMES = new Set<number>([
  types.builtins.TIMESTAMPTZ,
  types.builtins.TIMESTAMP,
  types.builtins.DATE,
  types.builtins.INTERVAL,
])

/** Moments stay the text that PostgreSQL writes, as they do in what is asked through the query builder. */
export const plainTimes: CustomTypesConfig = {
  getTypeParser: (id, format) => (TIMES.has(id) ? (text: string) => text : types.getTypeParser(id, format)),
}
