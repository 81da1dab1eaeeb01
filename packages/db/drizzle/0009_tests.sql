CREATE TABLE "lookup_answer" (
	"id" uuid PRIMARY KEY NOT NULL,
	"workspace_id" uuid NOT NULL,
	"connection_id" uuid NOT NULL,
	"key" text NOT NULL,
	"question" jsonb NOT NULL,
	"answer" jsonb,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	"answered_at" timestamp with time zone
);
--> statement-breakpoint
CREATE TABLE "sample" (
	"id" uuid PRIMARY KEY NOT NULL,
	"workspace_id" uuid NOT NULL,
	"flow_id" uuid NOT NULL,
	"name" text NOT NULL,
	"item" jsonb NOT NULL,
	"outputs" jsonb NOT NULL,
	"run_id" uuid,
	"delivery_id" uuid,
	"occurred_at" timestamp with time zone NOT NULL,
	"created_by" text NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL
);
--> statement-breakpoint
CREATE TABLE "step_test" (
	"id" uuid PRIMARY KEY NOT NULL,
	"workspace_id" uuid NOT NULL,
	"test_run_id" uuid NOT NULL,
	"flow_id" uuid NOT NULL,
	"step_id" text NOT NULL,
	"iteration" text DEFAULT '' NOT NULL,
	"kind" text NOT NULL,
	"effect" text DEFAULT 'pure' NOT NULL,
	"fingerprint" text NOT NULL,
	"state" text NOT NULL,
	"port" text,
	"input" jsonb,
	"output" jsonb,
	"error" jsonb,
	"notes" jsonb,
	"log" jsonb,
	"connection_id" uuid,
	"environment" text NOT NULL,
	"idempotency_key" text,
	"sent_at" timestamp with time zone,
	"took_ms" integer,
	"requested_by" text NOT NULL,
	"started_at" timestamp with time zone DEFAULT now() NOT NULL,
	"finished_at" timestamp with time zone
);
--> statement-breakpoint
CREATE TABLE "test_run" (
	"id" uuid PRIMARY KEY NOT NULL,
	"workspace_id" uuid NOT NULL,
	"flow_id" uuid NOT NULL,
	"kind" text NOT NULL,
	"step_id" text,
	"revision" integer NOT NULL,
	"sample_label" text NOT NULL,
	"environment" text NOT NULL,
	"work" jsonb,
	"preview" jsonb,
	"state" text DEFAULT 'queued' NOT NULL,
	"reason" text,
	"failed_step_id" text,
	"notes" jsonb,
	"requested_by" text NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	"started_at" timestamp with time zone,
	"finished_at" timestamp with time zone
);
--> statement-breakpoint
CREATE UNIQUE INDEX "lookup_answer_key" ON "lookup_answer" USING btree ("workspace_id","key");--> statement-breakpoint
CREATE INDEX "lookup_answer_age" ON "lookup_answer" USING btree ("created_at");--> statement-breakpoint
CREATE INDEX "sample_flow" ON "sample" USING btree ("workspace_id","flow_id","created_at");--> statement-breakpoint
CREATE UNIQUE INDEX "step_test_place" ON "step_test" USING btree ("test_run_id","step_id","iteration");--> statement-breakpoint
CREATE INDEX "step_test_latest" ON "step_test" USING btree ("workspace_id","flow_id","step_id","started_at");--> statement-breakpoint
CREATE INDEX "test_run_flow" ON "test_run" USING btree ("workspace_id","flow_id","created_at");--> statement-breakpoint
CREATE INDEX "test_run_age" ON "test_run" USING btree ("created_at");