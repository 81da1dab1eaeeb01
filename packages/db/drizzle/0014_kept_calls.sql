-- As before, and calls of an address whose flow was never published keep their body.
CREATE OR REPLACE FUNCTION accept_event(
  p_source uuid, p_vendor_id text, p_topic text, p_headers jsonb, p_body bytea, p_verified boolean
) RETURNS TABLE (delivery_id uuid, state text, duplicate_of uuid)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
  v_source source%ROWTYPE;
  v_trigger flow_trigger%ROWTYPE;
  v_payload uuid;
  v_known uuid;
  v_heard boolean := false;
  v_held boolean;
BEGIN
  SELECT * INTO STRICT v_source FROM source s WHERE s.id = p_source;
  FOR v_trigger IN
    SELECT * FROM flow_trigger t
    WHERE t.source_id = p_source AND (t.topics = '{}' OR p_topic = ANY (t.topics)) ORDER BY t.id
  LOOP
    v_heard := true;
    delivery_id := uuidv7();
    duplicate_of := NULL;
    v_held := false;
    IF NOT v_trigger.active AND v_trigger.holds THEN
      -- Switching on lets go of what is held: whoever holds one more must see that it has not happened yet.
      SELECT * INTO STRICT v_trigger FROM flow_trigger t WHERE t.id = v_trigger.id FOR SHARE;
      v_held := NOT v_trigger.active AND v_trigger.holds;
    END IF;
    IF NOT v_trigger.active AND NOT v_held THEN
      state := 'refused';
    ELSIF p_vendor_id IS NULL THEN
      state := 'accepted';
    ELSE
      INSERT INTO event_key (workspace_id, scope, kind, key, delivery_id)
      VALUES (v_source.workspace_id, v_trigger.id, 'delivery', sha256(convert_to(p_vendor_id, 'UTF8')), accept_event.delivery_id)
      ON CONFLICT DO NOTHING;
      IF FOUND THEN
        state := 'accepted';
      ELSE
        state := 'duplicate';
        SELECT k.delivery_id INTO duplicate_of FROM event_key k
        WHERE k.scope = v_trigger.id AND k.kind = 'delivery' AND k.key = sha256(convert_to(p_vendor_id, 'UTF8'));
      END IF;
    END IF;
    v_known := NULL;
    IF state = 'duplicate' THEN
      SELECT d.payload_id INTO v_known FROM delivery d WHERE d.id = accept_event.duplicate_of;
    ELSIF v_payload IS NULL THEN
      v_payload := uuidv7();
      INSERT INTO payload (id, workspace_id, kind, raw, bytes)
      VALUES (v_payload, v_source.workspace_id, 'event', p_body, length(p_body));
    END IF;
    INSERT INTO delivery (id, workspace_id, source_id, trigger_id, flow_id, origin, vendor_id, topic, headers, state,
                          reason_code, reason, duplicate_of, payload_id, bytes, verified, due_at)
    VALUES (delivery_id, v_source.workspace_id, p_source, v_trigger.id, v_trigger.flow_id,
            CASE v_source.kind WHEN 'vendor' THEN 'event' ELSE 'webhook' END, p_vendor_id, p_topic, p_headers, state,
            CASE WHEN state = 'refused' THEN 'flow_off' WHEN state = 'duplicate' THEN 'delivery_seen' WHEN v_held THEN 'held' END,
            CASE
              WHEN state = 'refused' THEN 'The flow was switched off when this event came in. Switch it on and replay the event.'
              WHEN state = 'duplicate' THEN 'This event had been accepted before under the same delivery id.'
              WHEN v_held THEN 'The flow is switched off and holds its events. This one runs when it is switched on.'
            END,
            duplicate_of, CASE state WHEN 'duplicate' THEN v_known ELSE v_payload END, length(p_body), p_verified,
            CASE WHEN v_held AND state = 'accepted' THEN timestamptz '9999-01-01 00:00Z' ELSE now() END);
    RETURN NEXT;
  END LOOP;
  IF NOT v_heard THEN
    delivery_id := uuidv7();
    state := 'ignored';
    duplicate_of := NULL;
    -- A call of a flow's own address before it was published: kept, so that the flow can be drawn and tried with it.
    IF v_source.flow_id IS NOT NULL AND p_verified THEN
      v_payload := uuidv7();
      INSERT INTO payload (id, workspace_id, kind, raw, bytes)
      VALUES (v_payload, v_source.workspace_id, 'event', p_body, length(p_body));
    END IF;
    INSERT INTO delivery (id, workspace_id, source_id, flow_id, origin, vendor_id, topic, headers, state, reason_code,
                          reason, payload_id, bytes, verified)
    VALUES (delivery_id, v_source.workspace_id, p_source, v_source.flow_id,
            CASE v_source.kind WHEN 'vendor' THEN 'event' ELSE 'webhook' END, p_vendor_id, p_topic, p_headers, state,
            'no_trigger', 'No flow listens to ' || coalesce('"' || p_topic || '"', 'this address') || '.',
            v_payload, length(p_body), p_verified);
    RETURN NEXT;
  END IF;
END $$;
