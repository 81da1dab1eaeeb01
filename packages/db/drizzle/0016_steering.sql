ALTER TABLE "decision" ADD COLUMN "kind" text DEFAULT 'unknown' NOT NULL;--> statement-breakpoint
ALTER TABLE "run" ADD COLUMN "cancel_undoes" boolean DEFAULT false NOT NULL;--> statement-breakpoint
ALTER TABLE "run" ADD COLUMN "unwinding_at" timestamp with time zone;--> statement-breakpoint
ALTER TABLE "run" ADD COLUMN "unwinding_by" text;--> statement-breakpoint
ALTER TABLE "run" ADD COLUMN "paused_at" timestamp with time zone;--> statement-breakpoint
ALTER TABLE "run" ADD COLUMN "paused_by" text;--> statement-breakpoint
ALTER TABLE "run" ADD COLUMN "resume_requested_at" timestamp with time zone;--> statement-breakpoint
CREATE INDEX "decision_run" ON "decision" USING btree ("run_id");--> statement-breakpoint
CREATE INDEX "run_resumed" ON "run" USING btree ("resume_requested_at") WHERE resume_requested_at is not null;--> statement-breakpoint
CREATE INDEX "step_run_open" ON "step_run" USING btree ("run_id") WHERE finished_at is null;