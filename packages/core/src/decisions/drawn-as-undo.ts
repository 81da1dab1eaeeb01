import { type SQL, type SQLWrapper, sql } from 'drizzle-orm'

/** Whether a step undoes another one in the flow as it is drawn. */
export const drawnAsUndo = (document: SQLWrapper, stepId: SQLWrapper): SQL<boolean> =>
  sql<boolean>`jsonb_path_exists(${document}, '$.edges[*] ? (@.port == "undo" && @.to == $id)', jsonb_build_object('id', ${stepId}))`
