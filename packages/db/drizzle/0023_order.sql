CREATE TABLE "order_turn" (
	"id" bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "order_turn_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"workspace_id" uuid NOT NULL,
	"order_key" text NOT NULL,
	"due_at" timestamp with time zone DEFAULT now() NOT NULL
);
--> statement-breakpoint
DROP INDEX "run_order";--> statement-breakpoint
DROP INDEX "delivery_due";--> statement-breakpoint
DROP INDEX "run_due";--> statement-breakpoint
ALTER TABLE "delivery" ADD COLUMN "failures" integer DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE "flow_trigger" ADD COLUMN "runs" jsonb;--> statement-breakpoint
ALTER TABLE "run" ADD COLUMN "has_turn" boolean DEFAULT true NOT NULL;--> statement-breakpoint
ALTER TABLE "run" ADD COLUMN "order_at" timestamp with time zone;--> statement-breakpoint
ALTER TABLE "run" ADD COLUMN "entity" text;--> statement-breakpoint
ALTER TABLE "run" ADD COLUMN "entity_version" numeric;--> statement-breakpoint
ALTER TABLE "run" ADD COLUMN "skips_older" boolean DEFAULT false NOT NULL;--> statement-breakpoint
ALTER TABLE "workspace" ADD COLUMN "runs_at_once" integer DEFAULT 100 NOT NULL;--> statement-breakpoint
CREATE INDEX "order_turn_due" ON "order_turn" USING btree ("due_at","id");--> statement-breakpoint
CREATE INDEX "delivery_again" ON "delivery" USING btree ("due_at") WHERE state = 'accepted' and lease_count >= 2;--> statement-breakpoint
CREATE INDEX "delivery_waiting" ON "delivery" USING btree ("trigger_id","received_at","id") WHERE state = 'accepted' and reason_code is distinct from 'held';--> statement-breakpoint
CREATE INDEX "run_queued" ON "run" USING btree ("workspace_id","due_at") WHERE state = 'queued';--> statement-breakpoint
CREATE INDEX "run_busy" ON "run" USING btree ("workspace_id","state","flow_id") WHERE state in ('running', 'retrying') or (state = 'queued' and lease_id is not null);--> statement-breakpoint
-- Ticks that were in line for one another get keys of the new kind, and only one of them has its turn. As the role whose
-- policies see every workspace: the owner's own need not.
SET LOCAL ROLE patchbay_system;--> statement-breakpoint
UPDATE run SET order_key = NULL WHERE order_key IS NOT NULL AND finished_at IS NOT NULL;--> statement-breakpoint
UPDATE run r SET order_key = 't:' || r.trigger_id || ':schedule', order_at = r.accepted_at, has_turn = o.began AND o.place = 1
FROM (
  SELECT x.id, x.state <> 'queued' OR x.lease_count > 0 OR x.started_at IS NOT NULL AS began,
         row_number() OVER (PARTITION BY x.trigger_id ORDER BY x.state = 'queued', x.lease_count = 0, x.accepted_at) AS place
  FROM run x WHERE x.order_key IS NOT NULL AND x.finished_at IS NULL) o
WHERE o.id = r.id;--> statement-breakpoint
RESET ROLE;--> statement-breakpoint
CREATE UNIQUE INDEX "run_turn" ON "run" USING btree ("workspace_id","order_key") WHERE has_turn and finished_at is null and order_key is not null;--> statement-breakpoint
CREATE INDEX "run_line" ON "run" USING btree ("workspace_id","order_key","order_at","delivery_id","item_index") WHERE finished_at is null and order_key is not null;--> statement-breakpoint
CREATE INDEX "run_states" ON "run" USING btree ("workspace_id","order_key","entity","entity_version","order_at") WHERE finished_at is null and order_key is not null;--> statement-breakpoint
CREATE INDEX "run_newest" ON "run" USING btree ("trigger_id","order_key","entity","entity_version") WHERE started_at is not null and entity_version is not null and order_key is not null;--> statement-breakpoint
CREATE INDEX "delivery_due" ON "delivery" USING btree ("workspace_id","trigger_id","due_at","id") WHERE state = 'accepted';--> statement-breakpoint
CREATE INDEX "run_due" ON "run" USING btree ("workspace_id","flow_id","due_at","id") WHERE state = 'queued' and has_turn and paused_at is null;