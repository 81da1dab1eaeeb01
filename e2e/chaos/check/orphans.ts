/** Rows of a workspace ($1) that refer to what is not there, or that nothing refers to, by what they are. */
const QUESTIONS: Readonly<Record<string, string>> = {
  'runs without a delivery': `run r WHERE r.workspace_id = $1 AND NOT EXISTS (SELECT 1 FROM delivery d WHERE d.id = r.delivery_id)`,
  'runs without what they are about': `run r WHERE r.workspace_id = $1 AND NOT EXISTS (SELECT 1 FROM payload p WHERE p.id = r.item_payload_id)`,
  'steps without a run': `step_run s WHERE s.workspace_id = $1 AND NOT EXISTS (SELECT 1 FROM run r WHERE r.id = s.run_id)`,
  'steps without the input they name': `step_run s WHERE s.workspace_id = $1 AND s.input_payload_id IS NOT NULL AND NOT EXISTS (SELECT 1 FROM payload p WHERE p.id = s.input_payload_id)`,
  'steps without the output they name': `step_run s WHERE s.workspace_id = $1 AND s.output_payload_id IS NOT NULL AND NOT EXISTS (SELECT 1 FROM payload p WHERE p.id = s.output_payload_id)`,
  'attempts without a step': `attempt a WHERE a.workspace_id = $1 AND NOT EXISTS (SELECT 1 FROM step_run s WHERE s.id = a.step_run_id)`,
  'decisions without a step': `decision d WHERE d.workspace_id = $1 AND NOT EXISTS (SELECT 1 FROM step_run s WHERE s.id = d.step_run_id)`,
  'keys without a delivery': `event_key k WHERE k.workspace_id = $1 AND NOT EXISTS (SELECT 1 FROM delivery d WHERE d.id = k.delivery_id)`,
  'payloads of steps that no step names': `payload p WHERE p.workspace_id = $1 AND p.kind IN ('input', 'output') AND NOT EXISTS (SELECT 1 FROM step_run s WHERE s.input_payload_id = p.id) AND NOT EXISTS (SELECT 1 FROM step_run s WHERE s.output_payload_id = p.id)`,
}

export const ORPHANS = Object.entries(QUESTIONS)
  .map(([what, from]) => `SELECT '${what}' AS what, count(*)::int AS count FROM ${from}`)
  .join(' UNION ALL ')
