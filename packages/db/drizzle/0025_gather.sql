CREATE TABLE "gather" (
	"id" uuid PRIMARY KEY NOT NULL,
	"workspace_id" uuid NOT NULL,
	"trigger_id" uuid NOT NULL,
	"version_id" uuid NOT NULL,
	"kind" text NOT NULL,
	"key" text NOT NULL,
	"state" text DEFAULT 'open' NOT NULL,
	"items" integer DEFAULT 0 NOT NULL,
	"first_at" timestamp with time zone NOT NULL,
	"last_at" timestamp with time zone NOT NULL,
	"due_at" timestamp with time zone NOT NULL,
	"closed_at" timestamp with time zone,
	"run_id" uuid
);
--> statement-breakpoint
CREATE TABLE "gather_item" (
	"id" uuid PRIMARY KEY NOT NULL,
	"workspace_id" uuid NOT NULL,
	"gather_id" uuid NOT NULL,
	"delivery_id" uuid NOT NULL,
	"item_index" integer NOT NULL,
	"received_at" timestamp with time zone NOT NULL,
	"payload_id" uuid,
	"subject" text,
	"search_text" text DEFAULT '' NOT NULL,
	"order_key" text,
	"entity" text,
	"entity_version" numeric
);
--> statement-breakpoint
ALTER TABLE "run" ADD COLUMN "gather_id" uuid;--> statement-breakpoint
CREATE UNIQUE INDEX "gather_open" ON "gather" USING btree ("trigger_id","version_id","key") WHERE state = 'open';--> statement-breakpoint
CREATE INDEX "gather_due" ON "gather" USING btree ("due_at") WHERE state = 'open';--> statement-breakpoint
CREATE INDEX "gather_age" ON "gather" USING btree ("closed_at") WHERE state = 'closed';--> statement-breakpoint
CREATE INDEX "gather_item_gather" ON "gather_item" USING btree ("gather_id","received_at","delivery_id","item_index");--> statement-breakpoint
CREATE INDEX "gather_item_delivery" ON "gather_item" USING btree ("delivery_id");