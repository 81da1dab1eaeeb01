CREATE INDEX "run_lent" ON "run" USING btree ("workspace_id","lent_key") WHERE finished_at is null and lent_key is not null;
--> statement-breakpoint
-- A run that goes along with the turn of its callers is work under their key for as long as it is open, also once they have
-- ended: its end is told like any other's.
CREATE OR REPLACE FUNCTION note_order_turn() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'INSERT' THEN
    NEW.has_turn := false;
    NEW.order_at := coalesce(NEW.order_at, NEW.accepted_at);
  ELSIF NEW.finished_at IS NULL AND NEW.order_key IS NOT NULL THEN
    NEW.has_turn := false;
    NEW.skips_older := false;
  END IF;
  INSERT INTO order_turn (workspace_id, order_key) VALUES (NEW.workspace_id, coalesce(NEW.order_key, NEW.lent_key));
  RETURN NEW;
END $$;
--> statement-breakpoint
DROP TRIGGER run_order_ended ON run;
--> statement-breakpoint
CREATE TRIGGER run_order_ended BEFORE UPDATE OF finished_at ON run
FOR EACH ROW WHEN (coalesce(NEW.order_key, NEW.lent_key) IS NOT NULL AND (OLD.finished_at IS NULL) <> (NEW.finished_at IS NULL))
EXECUTE FUNCTION note_order_turn();
--> statement-breakpoint
-- As before, and a run waits for what came before it and is still gathered, where nothing joins that any more: by another
-- version, which it makes due, or in a large batch that is about to be put together. An ordinary window is not waited for,
-- and after an hour in vain none is. While a run is open that a turn of the key was lent to, only who waits for it, and for
-- every other such one, over calls that are open, gets the turn: back, when it is retried.
CREATE OR REPLACE FUNCTION give_turn(p_workspace uuid, p_key text) RETURNS text
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
  v_next run%ROWTYPE;
  v_oldest run%ROWTYPE;
  v_holder run%ROWTYPE;
  v_queue text;
  v_at timestamptz;
  v_delivery uuid;
  v_item integer;
  v_gathers uuid[];
  v_lent uuid[];
BEGIN
  LOOP
    SELECT * INTO v_holder FROM run r
    WHERE r.workspace_id = p_workspace AND r.order_key = p_key AND r.finished_at IS NULL AND r.has_turn;
    IF FOUND AND (v_holder.state <> 'queued' OR v_holder.lease_count > 0 OR v_holder.started_at IS NOT NULL) THEN
      RETURN 'taken';
    END IF;

    SELECT array_agg(r.id) INTO v_lent FROM run r
    WHERE r.workspace_id = p_workspace AND r.lent_key = p_key AND r.finished_at IS NULL;
    IF v_lent IS NOT NULL THEN
      WITH RECURSIVE waits (lent, id) AS (
        SELECT r.id, r.parent_run_id FROM run r WHERE r.id = ANY (v_lent) AND r.parent_waits
        UNION ALL
        SELECT w.lent, r.parent_run_id FROM waits w JOIN run r ON r.id = w.id WHERE r.parent_waits AND r.finished_at IS NULL)
      SELECT r.* INTO v_next FROM run r
      WHERE r.workspace_id = p_workspace AND r.order_key = p_key AND r.finished_at IS NULL AND r.state = 'queued'
        AND (SELECT count(DISTINCT w.lent) FROM waits w WHERE w.id = r.id) = cardinality(v_lent)
      ORDER BY r.order_at, r.delivery_id, r.item_index LIMIT 1;
      IF NOT FOUND THEN RETURN 'taken'; END IF;
    ELSE
      SELECT * INTO v_next FROM run r
      WHERE r.workspace_id = p_workspace AND r.order_key = p_key AND r.finished_at IS NULL AND r.state = 'queued'
      ORDER BY r.order_at, r.delivery_id, r.item_index LIMIT 1;
      IF NOT FOUND THEN RETURN 'none'; END IF;
      v_at := v_next.order_at;
      v_delivery := v_next.delivery_id;
      v_item := v_next.item_index;
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
      -- Ticks that are caught up come in any order: what was planned before goes first.
      IF v_next.entity LIKE 'schedule/%' AND EXISTS (
        SELECT 1 FROM delivery d
        WHERE d.trigger_id = v_next.trigger_id AND d.state = 'accepted' AND d.reason_code IS DISTINCT FROM 'held'
          AND d.scheduled_for < to_timestamp(v_next.entity_version / 1000000))
      THEN
        RETURN 'later';
      END IF;
      -- What lies in open gathers has its payload; of several orders, their run goes in no order.
      IF EXISTS (SELECT 1 FROM gather_item i WHERE i.workspace_id = p_workspace AND i.order_key = p_key AND i.payload_id IS NOT NULL) THEN
        SELECT array_agg(g.id) INTO v_gathers
        FROM (SELECT DISTINCT i.gather_id FROM gather_item i
              WHERE i.workspace_id = p_workspace AND i.order_key = p_key AND i.payload_id IS NOT NULL) o
        JOIN gather g ON g.id = o.gather_id
        WHERE g.state = 'open' AND g.trigger_id = v_next.trigger_id AND g.last_at <= v_next.order_at
          AND (g.version_id <> v_next.version_id OR g.key LIKE '% sealed ' || g.id)
          AND v_next.progress_at > now() - interval '1 hour'
          AND NOT EXISTS (SELECT 1 FROM gather_item i WHERE i.gather_id = g.id AND i.order_key IS DISTINCT FROM p_key);
        IF v_gathers IS NOT NULL THEN
          -- Whoever is at one of them is not waited for: it is looked at again.
          UPDATE gather SET due_at = last_at WHERE id IN (
            SELECT g.id FROM gather g WHERE g.id = ANY (v_gathers) AND g.state = 'open' AND g.due_at > g.last_at
            FOR UPDATE SKIP LOCKED);
          RETURN 'later';
        END IF;
      END IF;

      -- What was unpacked or closed while this was looked at has its run by now.
      IF EXISTS (
        SELECT 1 FROM run r
        WHERE r.workspace_id = p_workspace AND r.order_key = p_key AND r.finished_at IS NULL AND r.state = 'queued'
          AND (r.order_at, r.delivery_id, r.item_index) < (v_at, v_delivery, v_item))
        OR (v_next.entity IS NOT NULL AND v_next.entity_version IS NOT NULL AND EXISTS (
        SELECT 1 FROM run r
        WHERE r.workspace_id = p_workspace AND r.order_key = p_key AND r.finished_at IS NULL AND r.state = 'queued'
          AND r.entity = v_next.entity AND r.entity_version < v_next.entity_version))
      THEN
        CONTINUE;
      END IF;
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
