CREATE TABLE "alert" (
	"id" uuid PRIMARY KEY NOT NULL,
	"workspace_id" uuid NOT NULL,
	"kind" text NOT NULL,
	"subject_id" uuid NOT NULL,
	"flow_id" uuid,
	"connection_id" uuid,
	"run_id" uuid,
	"count" integer DEFAULT 1 NOT NULL,
	"first_at" timestamp with time zone NOT NULL,
	"last_at" timestamp with time zone NOT NULL,
	"notice_at" timestamp with time zone,
	"notices" integer DEFAULT 0 NOT NULL,
	"noticed_at" timestamp with time zone,
	"resolved_at" timestamp with time zone
);
--> statement-breakpoint
CREATE TABLE "alert_channel" (
	"id" uuid PRIMARY KEY NOT NULL,
	"workspace_id" uuid NOT NULL,
	"kind" text NOT NULL,
	"name" text NOT NULL,
	"host" text NOT NULL,
	"secret_id" uuid NOT NULL,
	"alerts" text[] NOT NULL,
	"created_by" text NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	"last_sent_at" timestamp with time zone,
	"last_error" text
);
--> statement-breakpoint
CREATE TABLE "alert_message" (
	"id" uuid PRIMARY KEY NOT NULL,
	"workspace_id" uuid NOT NULL,
	"channel_id" uuid NOT NULL,
	"alert_id" uuid,
	"notice" integer NOT NULL,
	"body" jsonb NOT NULL,
	"state" text DEFAULT 'queued' NOT NULL,
	"tries" integer DEFAULT 0 NOT NULL,
	"last_error" text,
	"due_at" timestamp with time zone DEFAULT now() NOT NULL,
	"leased_until" timestamp with time zone,
	"expires_at" timestamp with time zone NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "alert_message_once" UNIQUE("channel_id","alert_id","notice")
);
--> statement-breakpoint
CREATE TABLE "alert_mute" (
	"id" uuid PRIMARY KEY NOT NULL,
	"workspace_id" uuid NOT NULL,
	"subject_id" uuid NOT NULL,
	"user_id" uuid,
	"until" timestamp with time zone,
	"muted_by" text NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "alert_mute_once" UNIQUE NULLS NOT DISTINCT("workspace_id","subject_id","user_id")
);
--> statement-breakpoint
CREATE TABLE "alert_setting" (
	"workspace_id" uuid NOT NULL,
	"user_id" uuid NOT NULL,
	"mail" text[] NOT NULL,
	"muted_until" timestamp with time zone,
	CONSTRAINT "alert_setting_workspace_id_user_id_pk" PRIMARY KEY("workspace_id","user_id")
);
--> statement-breakpoint
CREATE UNIQUE INDEX "alert_open" ON "alert" USING btree ("workspace_id","kind","subject_id") WHERE resolved_at is null;--> statement-breakpoint
CREATE INDEX "alert_due" ON "alert" USING btree ("notice_at") WHERE notice_at is not null;--> statement-breakpoint
CREATE INDEX "alert_list" ON "alert" USING btree ("workspace_id","last_at");--> statement-breakpoint
CREATE INDEX "alert_subject" ON "alert" USING btree ("subject_id","kind","last_at");--> statement-breakpoint
CREATE INDEX "alert_message_due" ON "alert_message" USING btree ("due_at") WHERE state = 'queued';--> statement-breakpoint
CREATE INDEX "run_failed" ON "run" USING btree ("finished_at") WHERE state = 'failed';