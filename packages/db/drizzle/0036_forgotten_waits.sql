-- As before, and of what a run asked and waited for nothing is kept but that it did.
CREATE OR REPLACE FUNCTION forget_runs(p_runs uuid[]) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
  v record;
  v_events uuid[];
BEGIN
  FOR v IN
    SELECT t AS "table", a.attname AS "column" FROM tables_of_runs() t
    JOIN pg_attribute a ON a.attrelid = t::text::regclass AND a.attname LIKE '%\_payload\_id' AND NOT a.attisdropped
  LOOP
    EXECUTE format('DELETE FROM payload p USING %I s WHERE s.run_id = ANY ($1) AND p.id = s.%I', v."table", v."column") USING p_runs;
    EXECUTE format('UPDATE %I SET %I = NULL WHERE run_id = ANY ($1) AND %I IS NOT NULL', v."table", v."column", v."column") USING p_runs;
  END LOOP;
  DELETE FROM payload p USING run r WHERE r.id = ANY (p_runs) AND p.id = r.item_payload_id;
  DELETE FROM step_log WHERE run_id = ANY (p_runs);
  DELETE FROM once_result WHERE run_id = ANY (p_runs);
  UPDATE run_answer SET body = NULL WHERE run_id = ANY (p_runs);
  UPDATE decision SET answer = NULL, note = NULL WHERE run_id = ANY (p_runs);
  UPDATE approval SET question = '', answers = NULL, note = NULL, facts = '[]' WHERE run_id = ANY (p_runs);
  UPDATE event_wait SET key_text = '' WHERE run_id = ANY (p_runs);
  UPDATE bulk_item SET preview = NULL, error = NULL WHERE run_id = ANY (p_runs) AND (preview IS NOT NULL OR error IS NOT NULL);
  UPDATE run SET search_text = lower(coalesce(subject, '')) WHERE id = ANY (p_runs);

  SELECT array_agg(DISTINCT d.payload_id) INTO v_events FROM run r JOIN delivery d ON d.id = r.delivery_id
  WHERE r.id = ANY (p_runs) AND d.payload_id IS NOT NULL;
  IF v_events IS NULL THEN RETURN; END IF;
  SELECT array_agg(e) INTO v_events FROM unnest(v_events) e
  WHERE NOT EXISTS (
    SELECT 1 FROM delivery d WHERE d.payload_id = e AND (d.state = 'accepted' OR EXISTS (
      SELECT 1 FROM run o WHERE o.delivery_id = d.id AND o.forgotten IS DISTINCT FROM 'data' AND NOT (o.id = ANY (p_runs)))));
  IF v_events IS NULL THEN RETURN; END IF;
  UPDATE delivery SET payload_id = NULL, headers = '{}' WHERE payload_id = ANY (v_events);
  DELETE FROM payload WHERE id = ANY (v_events);
END $$;
--> statement-breakpoint
-- What was forgotten before this.
SET LOCAL ROLE patchbay_system;
--> statement-breakpoint
UPDATE approval a SET question = '' FROM run r WHERE r.id = a.run_id AND r.forgotten IN ('data', 'steps') AND a.question <> '';
--> statement-breakpoint
UPDATE event_wait w SET key_text = '' FROM run r WHERE r.id = w.run_id AND r.forgotten IN ('data', 'steps') AND w.key_text <> '';
--> statement-breakpoint
RESET ROLE;
--> statement-breakpoint
-- As before; what is to lie in the mail room of a workspace goes to one of its members, and within a transaction of a
-- workspace only to that one. Mail to somebody who belongs to none yet names none.
CREATE OR REPLACE FUNCTION queue_person_mail(
  p_id uuid, p_workspace uuid, p_kind text, p_dedupe_key text, p_to text, p_subject text, p_text text, p_html text, p_ttl_ms bigint
) RETURNS uuid
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
  v_here uuid := nullif(current_setting('app.workspace', true), '')::uuid;
  v_id uuid;
BEGIN
  IF v_here IS NOT NULL AND p_workspace IS DISTINCT FROM v_here THEN
    RAISE EXCEPTION 'mail to a person is queued for another workspace than the transaction is of' USING ERRCODE = '42501';
  END IF;
  IF p_workspace IS NOT NULL AND NOT EXISTS (
    SELECT 1 FROM "member" m JOIN "user" u ON u.id = m.user_id
    WHERE m.organization_id = p_workspace AND lower(u.email) = lower(p_to))
  THEN
    RAISE EXCEPTION 'mail to a person who is not a member of the workspace' USING ERRCODE = '42501';
  END IF;
  INSERT INTO system_mail (id, workspace_id, kind, dedupe_key, "to", subject, text, html, expires_at)
  VALUES (p_id, p_workspace, p_kind, p_dedupe_key, p_to, p_subject, p_text, p_html, now() + p_ttl_ms * interval '1 ms')
  ON CONFLICT ON CONSTRAINT system_mail_once DO UPDATE SET kind = excluded.kind
  RETURNING id INTO v_id;
  RETURN v_id;
END $$;
