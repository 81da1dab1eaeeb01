CREATE TABLE "bulk_item" (
	"id" uuid PRIMARY KEY NOT NULL,
	"workspace_id" uuid NOT NULL,
	"job_id" uuid NOT NULL,
	"position" integer NOT NULL,
	"run_id" uuid NOT NULL,
	"step_run_id" uuid,
	"problem_id" uuid,
	"state" text DEFAULT 'queued' NOT NULL,
	"taken_until" timestamp with time zone,
	"applied_at" timestamp with time zone,
	"error" text,
	"preview" jsonb
);
--> statement-breakpoint
CREATE TABLE "bulk_job" (
	"id" uuid PRIMARY KEY NOT NULL,
	"workspace_id" uuid NOT NULL,
	"action" text NOT NULL,
	"params" jsonb NOT NULL,
	"cause" text,
	"flow_id" uuid,
	"at_once" integer NOT NULL,
	"total" integer DEFAULT 0 NOT NULL,
	"state" text DEFAULT 'running' NOT NULL,
	"actor" jsonb NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	"stopped_by" text,
	"finished_at" timestamp with time zone
);
--> statement-breakpoint
CREATE TABLE "blob" (
	"id" uuid PRIMARY KEY NOT NULL,
	"workspace_id" uuid NOT NULL,
	"place" text NOT NULL,
	"bytes" integer NOT NULL,
	"sha256" "bytea" NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL
);
--> statement-breakpoint
CREATE TABLE "blob_chunk" (
	"blob_id" uuid NOT NULL,
	"workspace_id" uuid NOT NULL,
	"number" integer NOT NULL,
	"data" "bytea" NOT NULL,
	CONSTRAINT "blob_chunk_blob_id_number_pk" PRIMARY KEY("blob_id","number")
);
--> statement-breakpoint
CREATE TABLE "erasure" (
	"id" uuid PRIMARY KEY NOT NULL,
	"workspace_id" uuid NOT NULL,
	"kind" text NOT NULL,
	"value" text,
	"fingerprint" text NOT NULL,
	"state" text DEFAULT 'counting' NOT NULL,
	"position" jsonb DEFAULT '{"pass":0,"after":null}'::jsonb NOT NULL,
	"found" jsonb DEFAULT '{}'::jsonb NOT NULL,
	"erased" jsonb DEFAULT '{}'::jsonb NOT NULL,
	"mentions" jsonb DEFAULT '{}'::jsonb NOT NULL,
	"open_runs" uuid[] DEFAULT '{}' NOT NULL,
	"requested_by" text NOT NULL,
	"requested_at" timestamp with time zone DEFAULT now() NOT NULL,
	"confirmed_at" timestamp with time zone,
	"finished_at" timestamp with time zone,
	"due_at" timestamp with time zone DEFAULT now() NOT NULL,
	"lease_id" uuid,
	"leased_until" timestamp with time zone,
	"last_error" text
);
--> statement-breakpoint
CREATE TABLE "problem" (
	"id" uuid PRIMARY KEY NOT NULL,
	"workspace_id" uuid NOT NULL,
	"run_id" uuid NOT NULL,
	"step_run_id" uuid,
	"flow_id" uuid NOT NULL,
	"step_id" text,
	"kind" text NOT NULL,
	"cause" text NOT NULL,
	"connector" text,
	"code" text NOT NULL,
	"field" text,
	"connection_id" uuid,
	"order_key" text,
	"accepted_at" timestamp with time zone NOT NULL,
	"state" text DEFAULT 'open' NOT NULL,
	"opened_at" timestamp with time zone DEFAULT now() NOT NULL,
	"last_at" timestamp with time zone DEFAULT now() NOT NULL,
	"times" integer DEFAULT 1 NOT NULL,
	"settled_at" timestamp with time zone,
	"settled_by" text,
	"how" text,
	"settled_by_run" uuid,
	"note" text
);
--> statement-breakpoint
CREATE TABLE "step_history" (
	"id" uuid PRIMARY KEY NOT NULL,
	"workspace_id" uuid NOT NULL,
	"run_id" uuid NOT NULL,
	"step_run_id" uuid NOT NULL,
	"node" integer NOT NULL,
	"step_id" text NOT NULL,
	"iteration" text NOT NULL,
	"kind" text NOT NULL,
	"effect" text NOT NULL,
	"state" text NOT NULL,
	"port" text,
	"epoch" integer NOT NULL,
	"generation" integer NOT NULL,
	"attempts" integer NOT NULL,
	"input_payload_id" uuid,
	"output_payload_id" uuid,
	"error" jsonb,
	"notes" jsonb,
	"started_at" timestamp with time zone NOT NULL,
	"finished_at" timestamp with time zone,
	"why" text NOT NULL,
	"replaced_at" timestamp with time zone DEFAULT now() NOT NULL,
	"replaced_by" text NOT NULL
);
--> statement-breakpoint
ALTER TABLE "payload" ADD COLUMN "blob_id" uuid;--> statement-breakpoint
ALTER TABLE "payload" ADD COLUMN "preview" jsonb;--> statement-breakpoint
ALTER TABLE "run" ADD COLUMN "forgotten" text;--> statement-breakpoint
ALTER TABLE "sample" ADD COLUMN "pinned" boolean DEFAULT false NOT NULL;--> statement-breakpoint
ALTER TABLE "workspace" ADD COLUMN "keep_payload_days" integer;--> statement-breakpoint
ALTER TABLE "workspace" ADD COLUMN "keep_metadata_days" integer;--> statement-breakpoint
ALTER TABLE "workspace" ADD COLUMN "keep_key_days" integer;--> statement-breakpoint
CREATE INDEX "bulk_item_job" ON "bulk_item" USING btree ("job_id","position");--> statement-breakpoint
CREATE INDEX "bulk_item_open" ON "bulk_item" USING btree ("job_id") WHERE state in ('queued', 'taken');--> statement-breakpoint
CREATE INDEX "bulk_item_run" ON "bulk_item" USING btree ("run_id");--> statement-breakpoint
CREATE INDEX "bulk_job_list" ON "bulk_job" USING btree ("workspace_id","created_at");--> statement-breakpoint
CREATE INDEX "bulk_job_open" ON "bulk_job" USING btree ("created_at") WHERE state = 'running';--> statement-breakpoint
CREATE INDEX "blob_age" ON "blob" USING btree ("created_at");--> statement-breakpoint
CREATE INDEX "erasure_list" ON "erasure" USING btree ("workspace_id","requested_at");--> statement-breakpoint
CREATE INDEX "erasure_due" ON "erasure" USING btree ("due_at") WHERE state in ('counting', 'erasing', 'waiting');--> statement-breakpoint
CREATE UNIQUE INDEX "problem_open" ON "problem" USING btree ("run_id") WHERE state in ('open', 'mending') and step_run_id is null;--> statement-breakpoint
CREATE UNIQUE INDEX "problem_open_step" ON "problem" USING btree ("step_run_id") WHERE state in ('open', 'mending');--> statement-breakpoint
CREATE INDEX "problem_run" ON "problem" USING btree ("run_id");--> statement-breakpoint
CREATE INDEX "problem_cause" ON "problem" USING btree ("workspace_id","state","cause");--> statement-breakpoint
CREATE INDEX "problem_order" ON "problem" USING btree ("flow_id","order_key") WHERE state = 'open' and order_key is not null;--> statement-breakpoint
CREATE INDEX "problem_settled" ON "problem" USING btree ("workspace_id","settled_at") WHERE settled_at is not null;--> statement-breakpoint
CREATE INDEX "step_history_run" ON "step_history" USING btree ("run_id");--> statement-breakpoint
CREATE INDEX "payload_blob" ON "payload" USING btree ("blob_id") WHERE blob_id is not null;