DROP INDEX "bulk_item_open";--> statement-breakpoint
ALTER TABLE "bulk_item" ADD COLUMN "through" boolean DEFAULT false NOT NULL;--> statement-breakpoint
ALTER TABLE "bulk_item" ADD COLUMN "outcome" text;--> statement-breakpoint
ALTER TABLE "bulk_job" ADD COLUMN "succeeded" integer DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE "bulk_job" ADD COLUMN "failed" integer DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE "bulk_job" ADD COLUMN "refused" integer DEFAULT 0 NOT NULL;--> statement-breakpoint
CREATE INDEX "bulk_item_turn" ON "bulk_item" USING btree ("job_id") WHERE state in ('taken', 'applied', 'refused') and not through;--> statement-breakpoint
CREATE INDEX "bulk_item_live" ON "bulk_item" USING btree ("job_id","position") WHERE state = 'applied' and outcome is null;--> statement-breakpoint
CREATE INDEX "bulk_item_bad" ON "bulk_item" USING btree ("job_id","position") WHERE state = 'refused' or outcome = 'failed';--> statement-breakpoint
CREATE INDEX "bulk_item_open" ON "bulk_item" USING btree ("job_id","position") WHERE state in ('queued', 'taken');