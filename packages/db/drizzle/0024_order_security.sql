SELECT protect_workspace_table('order_turn');
--> statement-breakpoint
GRANT USAGE ON SEQUENCE order_turn_id_seq TO patchbay_app, patchbay_system;
--> statement-breakpoint
-- Whoever adds, ends or opens again a run that goes in order leaves a word, in the same transaction, that its key has to
-- be looked at. A run that is opened again has lost its turn, and a person wants it whatever has run since.
CREATE FUNCTION note_order_turn() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'INSERT' THEN
    NEW.has_turn := false;
    NEW.order_at := coalesce(NEW.order_at, NEW.accepted_at);
  ELSIF NEW.finished_at IS NULL THEN
    NEW.has_turn := false;
    NEW.skips_older := false;
  END IF;
  INSERT INTO order_turn (workspace_id, order_key) VALUES (NEW.workspace_id, NEW.order_key);
  RETURN NEW;
END $$;
--> statement-breakpoint
CREATE TRIGGER run_order_added BEFORE INSERT ON run
FOR EACH ROW WHEN (NEW.order_key IS NOT NULL AND NEW.finished_at IS NULL) EXECUTE FUNCTION note_order_turn();
--> statement-breakpoint
CREATE TRIGGER run_order_ended BEFORE UPDATE OF finished_at ON run
FOR EACH ROW WHEN (NEW.order_key IS NOT NULL AND (OLD.finished_at IS NULL) <> (NEW.finished_at IS NULL))
EXECUTE FUNCTION note_order_turn();
--> statement-breakpoint
SET LOCAL ROLE patchbay_system;
--> statement-breakpoint
INSERT INTO order_turn (workspace_id, order_key)
SELECT DISTINCT r.workspace_id, r.order_key FROM run r WHERE r.order_key IS NOT NULL AND r.finished_at IS NULL;
--> statement-breakpoint
RESET ROLE;
--> statement-breakpoint
GRANT CREATE ON SCHEMA public TO patchbay_system;
--> statement-breakpoint
-- Finds the next run of one key. `none`: no run waits. `taken`: one is under way. `later`: an event that came before is not
-- unpacked yet and may hold an earlier one, or somebody is changing the run just now. `given`: it may start.
--
-- Next is who came first; where that one tells of a state of an entity, it is the oldest state of the same entity.
CREATE FUNCTION give_turn(p_workspace uuid, p_key text) RETURNS text
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
  v_next run%ROWTYPE;
  v_oldest run%ROWTYPE;
  v_holder run%ROWTYPE;
  v_queue text;
BEGIN
  LOOP
    SELECT * INTO v_holder FROM run r
    WHERE r.workspace_id = p_workspace AND r.order_key = p_key AND r.finished_at IS NULL AND r.has_turn;
    IF FOUND AND (v_holder.state <> 'queued' OR v_holder.lease_count > 0 OR v_holder.started_at IS NOT NULL) THEN
      RETURN 'taken';
    END IF;

    SELECT * INTO v_next FROM run r
    WHERE r.workspace_id = p_workspace AND r.order_key = p_key AND r.finished_at IS NULL AND r.state = 'queued'
    ORDER BY r.order_at, r.delivery_id, r.item_index LIMIT 1;
    IF NOT FOUND THEN RETURN 'none'; END IF;
    IF v_next.entity IS NOT NULL AND v_next.entity_version IS NOT NULL THEN
      SELECT * INTO v_oldest FROM run r
      WHERE r.workspace_id = p_workspace AND r.order_key = p_key AND r.finished_at IS NULL AND r.state = 'queued'
        AND r.entity = v_next.entity AND r.entity_version IS NOT NULL
      ORDER BY r.entity_version, r.order_at, r.delivery_id, r.item_index LIMIT 1;
      v_next := v_oldest;
    END IF;

    SELECT t.runs -> 'order' ->> 'queue' INTO v_queue FROM flow_trigger t WHERE t.id = v_next.trigger_id;
    IF EXISTS (
      SELECT 1 FROM (
        SELECT v_next.trigger_id AS id
        UNION SELECT t.id FROM flow_trigger t WHERE t.workspace_id = p_workspace AND t.runs -> 'order' ->> 'queue' = v_queue) s
      CROSS JOIN LATERAL (
        SELECT 1 FROM delivery d
        WHERE d.trigger_id = s.id AND d.state = 'accepted' AND d.reason_code IS DISTINCT FROM 'held'
          AND (d.received_at, d.id) < (v_next.order_at, v_next.delivery_id) LIMIT 1) b)
    THEN
      RETURN 'later';
    END IF;

    -- Nobody is waited for here: leasing goes on for all the others.
    PERFORM 1 FROM run r WHERE r.id = v_next.id AND r.state = 'queued' AND r.finished_at IS NULL FOR UPDATE SKIP LOCKED;
    IF NOT FOUND THEN RETURN 'later'; END IF;

    IF v_next.skips_older AND v_next.entity_version IS NOT NULL AND EXISTS (
      SELECT 1 FROM run n
      WHERE n.trigger_id = v_next.trigger_id AND n.order_key = p_key AND n.entity = v_next.entity
        AND n.entity_version > v_next.entity_version AND n.started_at IS NOT NULL)
    THEN
      UPDATE run SET state = 'cancelled', reason_code = 'older_version', finished_at = now(), progress_at = now(),
        reason = 'A newer state of ' || subject_words(subject, entity) || ' has run already; this one was left out.'
      WHERE id = v_next.id;
      CONTINUE;
    END IF;

    IF v_holder.id IS NOT NULL AND v_holder.id <> v_next.id THEN
      PERFORM 1 FROM run r WHERE r.id = v_holder.id AND r.lease_count = 0 FOR UPDATE SKIP LOCKED;
      IF NOT FOUND THEN RETURN 'later'; END IF;
      UPDATE run SET has_turn = false WHERE id = v_holder.id;
    END IF;
    UPDATE run SET has_turn = true WHERE id = v_next.id AND NOT has_turn;
    RETURN 'given';
  END LOOP;
END $$;
--> statement-breakpoint
-- "order #1001" in the middle of a sentence.
CREATE FUNCTION subject_words(p_subject text, p_entity text) RETURNS text LANGUAGE sql IMMUTABLE AS $$
  SELECT CASE
    WHEN p_subject IS NULL THEN coalesce(replace(p_entity, '/', ' '), 'the same')
    WHEN p_subject ILIKE split_part(p_entity, '/', 1) || ' %' THEN lower(left(p_subject, 1)) || substr(p_subject, 2)
    ELSE p_subject
  END
$$;
--> statement-breakpoint
-- Looks at keys that something has happened to, at most `p_limit` of them. Called by `lease_runs`, one at a time.
CREATE FUNCTION give_turns(p_limit integer) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
  v_key record;
BEGIN
  FOR v_key IN
    SELECT t.workspace_id, t.order_key, array_agg(t.id) AS ids FROM (
      SELECT o.id, o.workspace_id, o.order_key FROM order_turn o WHERE o.due_at <= now() ORDER BY o.due_at, o.id LIMIT p_limit) t
    GROUP BY t.workspace_id, t.order_key
  LOOP
    IF give_turn(v_key.workspace_id, v_key.order_key) = 'later' THEN
      -- To the end, so that many that wait do not keep others from being looked at.
      DELETE FROM order_turn o WHERE o.id = ANY (v_key.ids[2:]);
      UPDATE order_turn o SET due_at = clock_timestamp() WHERE o.id = v_key.ids[1];
    ELSE
      DELETE FROM order_turn o WHERE o.id = ANY (v_key.ids);
    END IF;
  END LOOP;
END $$;
--> statement-breakpoint
DROP FUNCTION lease_runs(uuid, integer, integer);
--> statement-breakpoint
-- Leases queued runs to be started: those that have their turn, within the limits of their workspace and flow. Room goes
-- to whoever has least under way: between workspaces, and inside each between its flows. One caller at a time, so that no
-- two give the same room away. Each step costs what it hands out, however long the queues are.
CREATE FUNCTION lease_runs(p_lease uuid, p_limit integer, p_ttl_ms integer)
RETURNS TABLE (id uuid, workspace_id uuid, epoch integer, plan_hash text, lease_count integer)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
  v_leased uuid[];
BEGIN
  PERFORM pg_advisory_xact_lock(5129774101);
  PERFORM give_turns(500);

  WITH RECURSIVE line AS (
    (SELECT r.workspace_id, r.flow_id FROM run r
     WHERE r.state = 'queued' AND r.has_turn AND r.paused_at IS NULL
     ORDER BY r.workspace_id, r.flow_id LIMIT 1)
    UNION ALL
    SELECT n.workspace_id, n.flow_id FROM line l CROSS JOIN LATERAL (
      SELECT r.workspace_id, r.flow_id FROM run r
      WHERE r.state = 'queued' AND r.has_turn AND r.paused_at IS NULL
        AND (r.workspace_id, r.flow_id) > (l.workspace_id, l.flow_id)
      ORDER BY r.workspace_id, r.flow_id LIMIT 1) n
  ), shared AS MATERIALIZED (
    SELECT w.workspace_id, b.busy, coalesce(s.runs_at_once, 100) - b.busy AS room
    FROM (SELECT DISTINCT l.workspace_id FROM line l) w
    LEFT JOIN workspace s ON s.id = w.workspace_id
    CROSS JOIN LATERAL (SELECT busy_runs(w.workspace_id, NULL) AS busy) b
  ), lane AS MATERIALIZED (
    SELECT l.workspace_id, l.flow_id, s.busy AS shared_busy, s.room AS shared_room, b.busy,
           least(s.room, coalesce((t.runs ->> 'atOnce')::integer - b.busy, s.room)) AS room
    FROM line l JOIN shared s ON s.workspace_id = l.workspace_id
    LEFT JOIN flow_trigger t ON t.flow_id = l.flow_id AND t.role = 'start'
    CROSS JOIN LATERAL (SELECT busy_runs(l.workspace_id, l.flow_id) AS busy) b
    WHERE s.room > 0
  ), candidate AS (
    SELECT c.id, c.due_at, a.workspace_id, a.shared_busy, a.shared_room,
           a.busy + row_number() OVER (PARTITION BY a.flow_id ORDER BY c.due_at, c.id) AS turn
    FROM lane a CROSS JOIN LATERAL (
      SELECT r.id, r.due_at FROM run r
      WHERE r.state = 'queued' AND r.has_turn AND r.paused_at IS NULL
        AND r.workspace_id = a.workspace_id AND r.flow_id = a.flow_id AND r.due_at <= now()
        AND (r.leased_until IS NULL OR r.leased_until < now())
      ORDER BY r.due_at, r.id LIMIT least(p_limit, greatest(a.room, 0)) FOR UPDATE SKIP LOCKED) c
  ), placed AS (
    SELECT c.id, c.due_at, c.shared_busy, c.shared_room,
           row_number() OVER (PARTITION BY c.workspace_id ORDER BY c.turn, c.due_at, c.id) AS place
    FROM candidate c
  )
  SELECT array_agg(t.id) INTO v_leased FROM (
    SELECT p.id FROM placed p WHERE p.place <= p.shared_room
    ORDER BY p.shared_busy + p.place, p.due_at, p.id LIMIT p_limit) t;

  RETURN QUERY
  UPDATE run r SET lease_id = p_lease, lease_count = r.lease_count + 1, leased_until = now() + p_ttl_ms * interval '1 ms'
  WHERE r.id = ANY (v_leased)
  RETURNING r.id, r.workspace_id, r.epoch, r.plan_hash, r.lease_count;
END $$;
--> statement-breakpoint
-- Runs that are under way, of a workspace or of one of its flows. Of a flow those count that try a step again, too.
CREATE FUNCTION busy_runs(p_workspace uuid, p_flow uuid) RETURNS integer
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
  SELECT (
    (SELECT count(*) FROM run r
     WHERE r.workspace_id = p_workspace AND r.state = 'running' AND (p_flow IS NULL OR r.flow_id = p_flow))
    + (SELECT count(*) FROM run r
       WHERE r.workspace_id = p_workspace AND r.state = 'queued' AND r.lease_id IS NOT NULL AND r.leased_until > now()
         AND (p_flow IS NULL OR r.flow_id = p_flow))
    + (SELECT count(*) FROM (
        SELECT 1 FROM run r
        WHERE p_flow IS NOT NULL AND r.workspace_id = p_workspace AND r.state = 'retrying' AND r.flow_id = p_flow
        LIMIT 1000) x))::integer
$$;
--> statement-breakpoint
-- As before, and what a run was queued with as its reason for not having started is gone once it has.
CREATE OR REPLACE FUNCTION mark_runs_started(p_lease uuid, p_runs uuid[]) RETURNS void
LANGUAGE sql SECURITY DEFINER SET search_path = public, pg_temp AS $$
  UPDATE run SET state = 'running', started_at = coalesce(started_at, now()), checked_at = now(), lease_id = NULL,
    leased_until = NULL, reason = NULL, reason_code = NULL
  WHERE id = ANY (p_runs) AND lease_id = p_lease AND state = 'queued'
$$;
--> statement-breakpoint
-- As before, and fair between the triggers of a workspace too, at a cost that does not grow with the inbox.
CREATE OR REPLACE FUNCTION lease_deliveries(p_lease uuid, p_limit integer, p_ttl_ms integer)
RETURNS TABLE (id uuid, workspace_id uuid, lease_count integer)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
  v_leased uuid[];
BEGIN
  UPDATE delivery d SET state = 'dead', lease_id = NULL, leased_until = NULL, reason_code = 'poison',
    reason = 'Unpacking this event ended its worker, or did not end, five times. Its body is kept; replay it once the cause is mended.'
  WHERE d.state = 'accepted' AND d.lease_count >= 2 AND d.lease_count >= 5 AND d.leased_until < now();

  SELECT array_agg(s.id) INTO v_leased FROM (
    SELECT d.id FROM delivery d
    WHERE d.state = 'accepted' AND d.due_at <= now() AND d.lease_count >= 2 AND (d.leased_until IS NULL OR d.leased_until < now())
    ORDER BY d.due_at LIMIT 1 FOR UPDATE SKIP LOCKED) s;

  IF v_leased IS NULL THEN
    -- Everybody's first, then everybody's second, and so on: a full inbox next door costs a workspace one place a round,
    -- and a flow's neighbour in its own workspace one place of that.
    WITH RECURSIVE line AS (
      (SELECT d.workspace_id, d.trigger_id FROM delivery d WHERE d.state = 'accepted' AND d.trigger_id IS NOT NULL
       ORDER BY d.workspace_id, d.trigger_id LIMIT 1)
      UNION ALL
      SELECT n.workspace_id, n.trigger_id FROM line l CROSS JOIN LATERAL (
        SELECT d.workspace_id, d.trigger_id FROM delivery d
        WHERE d.state = 'accepted' AND (d.workspace_id, d.trigger_id) > (l.workspace_id, l.trigger_id)
        ORDER BY d.workspace_id, d.trigger_id LIMIT 1) n
    ), candidate AS (
      SELECT c.id, c.due_at, l.workspace_id, row_number() OVER (PARTITION BY l.trigger_id ORDER BY c.due_at, c.id) AS turn
      FROM line l CROSS JOIN LATERAL (
        SELECT d.id, d.due_at FROM delivery d
        WHERE d.workspace_id = l.workspace_id AND d.trigger_id = l.trigger_id AND d.state = 'accepted' AND d.due_at <= now()
          AND (d.leased_until IS NULL OR d.leased_until < now())
        ORDER BY d.due_at, d.id LIMIT p_limit FOR UPDATE SKIP LOCKED) c
    ), placed AS (
      SELECT c.id, c.due_at, row_number() OVER (PARTITION BY c.workspace_id ORDER BY c.turn, c.due_at, c.id) AS place
      FROM candidate c
    )
    SELECT array_agg(t.id) INTO v_leased FROM (
      SELECT p.id FROM placed p ORDER BY p.place, p.due_at, p.id LIMIT p_limit) t;
  END IF;

  RETURN QUERY
  UPDATE delivery d SET lease_id = p_lease, lease_count = d.lease_count + 1, leased_until = now() + p_ttl_ms * interval '1 ms'
  WHERE d.id = ANY (v_leased)
  RETURNING d.id, d.workspace_id, d.lease_count;
END $$;
--> statement-breakpoint
DO $$
DECLARE
  f regprocedure;
BEGIN
  FOR f IN SELECT p.oid::regprocedure FROM pg_proc p JOIN pg_namespace n ON n.oid = p.pronamespace
           WHERE n.nspname = 'public' AND p.prosecdef AND p.proowner <> 'patchbay_system'::regrole
  LOOP
    EXECUTE format('ALTER FUNCTION %s OWNER TO patchbay_system', f);
    EXECUTE format('REVOKE ALL ON FUNCTION %s FROM PUBLIC', f);
    EXECUTE format('GRANT EXECUTE ON FUNCTION %s TO patchbay_app', f);
  END LOOP;
END $$;
--> statement-breakpoint
-- Only `lease_runs` calls these.
REVOKE EXECUTE ON FUNCTION give_turn(uuid, text), give_turns(integer), busy_runs(uuid, uuid) FROM patchbay_app;
--> statement-breakpoint
REVOKE CREATE ON SCHEMA public FROM patchbay_system;
