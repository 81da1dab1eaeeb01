CREATE TABLE "approval" (
	"id" uuid PRIMARY KEY NOT NULL,
	"workspace_id" uuid NOT NULL,
	"run_id" uuid NOT NULL,
	"step_run_id" uuid NOT NULL,
	"state" text DEFAULT 'open' NOT NULL,
	"question" text NOT NULL,
	"facts" jsonb NOT NULL,
	"form" jsonb NOT NULL,
	"approvers" jsonb NOT NULL,
	"asked_at" timestamp with time zone DEFAULT now() NOT NULL,
	"deadline_at" timestamp with time zone NOT NULL,
	"remind_at" timestamp with time zone,
	"reminded_at" timestamp with time zone,
	"notices" integer DEFAULT 0 NOT NULL,
	"notice_at" timestamp with time zone,
	"verdict" text,
	"answers" jsonb,
	"note" text,
	"decided_by" text,
	"decided_by_id" uuid,
	"decided_at" timestamp with time zone
);
--> statement-breakpoint
CREATE TABLE "approval_link" (
	"id" uuid PRIMARY KEY NOT NULL,
	"workspace_id" uuid NOT NULL,
	"approval_id" uuid NOT NULL,
	"user_id" uuid NOT NULL,
	"hash" "bytea" NOT NULL,
	"expires_at" timestamp with time zone NOT NULL,
	"opened_at" timestamp with time zone,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL
);
--> statement-breakpoint
CREATE TABLE "awaited_event" (
	"id" uuid PRIMARY KEY NOT NULL,
	"workspace_id" uuid NOT NULL,
	"trigger_id" uuid NOT NULL,
	"delivery_id" uuid NOT NULL,
	"key_hash" "bytea" NOT NULL,
	"payload_id" uuid NOT NULL,
	"subject" text,
	"received_at" timestamp with time zone NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL
);
--> statement-breakpoint
CREATE TABLE "event_wait" (
	"id" uuid PRIMARY KEY NOT NULL,
	"workspace_id" uuid NOT NULL,
	"run_id" uuid NOT NULL,
	"step_run_id" uuid NOT NULL,
	"node" integer NOT NULL,
	"iteration" text NOT NULL,
	"trigger_id" uuid NOT NULL,
	"key_hash" "bytea" NOT NULL,
	"key_text" text NOT NULL,
	"since" timestamp with time zone NOT NULL,
	"deadline_at" timestamp with time zone NOT NULL,
	"state" text DEFAULT 'open' NOT NULL,
	"awaited_event_id" uuid,
	"settled_at" timestamp with time zone,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL
);
--> statement-breakpoint
DROP INDEX "flow_trigger_flow";--> statement-breakpoint
ALTER TABLE "flow_trigger" ADD COLUMN "role" text DEFAULT 'start' NOT NULL;--> statement-breakpoint
ALTER TABLE "flow_trigger" ADD COLUMN "listens" text;--> statement-breakpoint
ALTER TABLE "flow_trigger" ADD COLUMN "match_path" text;--> statement-breakpoint
ALTER TABLE "flow_trigger" ADD COLUMN "look_back_ms" bigint;--> statement-breakpoint
ALTER TABLE "run" ADD COLUMN "parent_run_id" uuid;--> statement-breakpoint
ALTER TABLE "run" ADD COLUMN "parent_node" integer;--> statement-breakpoint
ALTER TABLE "run" ADD COLUMN "parent_iteration" text;--> statement-breakpoint
ALTER TABLE "run" ADD COLUMN "parent_generation" integer;--> statement-breakpoint
ALTER TABLE "run" ADD COLUMN "parent_waits" boolean DEFAULT false NOT NULL;--> statement-breakpoint
ALTER TABLE "run" ADD COLUMN "depth" integer DEFAULT 0 NOT NULL;--> statement-breakpoint
CREATE UNIQUE INDEX "approval_step" ON "approval" USING btree ("step_run_id") WHERE state = 'open';--> statement-breakpoint
CREATE INDEX "approval_open" ON "approval" USING btree ("workspace_id","asked_at");--> statement-breakpoint
CREATE INDEX "approval_run" ON "approval" USING btree ("run_id");--> statement-breakpoint
CREATE INDEX "approval_notice" ON "approval" USING btree ("notice_at") WHERE state = 'open';--> statement-breakpoint
CREATE UNIQUE INDEX "approval_link_hash" ON "approval_link" USING btree ("hash");--> statement-breakpoint
CREATE INDEX "approval_link_approval" ON "approval_link" USING btree ("approval_id");--> statement-breakpoint
CREATE INDEX "awaited_event_key" ON "awaited_event" USING btree ("trigger_id","key_hash","received_at");--> statement-breakpoint
CREATE INDEX "awaited_event_age" ON "awaited_event" USING btree ("received_at");--> statement-breakpoint
CREATE UNIQUE INDEX "event_wait_step" ON "event_wait" USING btree ("step_run_id");--> statement-breakpoint
CREATE INDEX "event_wait_open" ON "event_wait" USING btree ("trigger_id","key_hash") WHERE state = 'open';--> statement-breakpoint
CREATE INDEX "event_wait_run" ON "event_wait" USING btree ("run_id");--> statement-breakpoint
CREATE UNIQUE INDEX "flow_trigger_start" ON "flow_trigger" USING btree ("flow_id") WHERE role = 'start';--> statement-breakpoint
CREATE UNIQUE INDEX "flow_trigger_wait" ON "flow_trigger" USING btree ("flow_id","step_id","listens") WHERE role = 'wait';--> statement-breakpoint
CREATE UNIQUE INDEX "run_parent" ON "run" USING btree ("parent_run_id","parent_node","parent_iteration","parent_generation") WHERE parent_run_id is not null;