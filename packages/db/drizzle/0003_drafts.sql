CREATE TABLE "draft_author" (
	"workspace_id" uuid NOT NULL,
	"flow_id" uuid NOT NULL,
	"part" text NOT NULL,
	"author_kind" text NOT NULL,
	"author_id" text NOT NULL,
	"author_name" text NOT NULL,
	"at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "draft_author_flow_id_part_pk" PRIMARY KEY("flow_id","part")
);
--> statement-breakpoint
CREATE TABLE "draft_change" (
	"workspace_id" uuid NOT NULL,
	"flow_id" uuid NOT NULL,
	"revision" integer NOT NULL,
	"author_kind" text NOT NULL,
	"author_id" text NOT NULL,
	"author_name" text NOT NULL,
	"at" timestamp with time zone DEFAULT now() NOT NULL,
	"operation" jsonb NOT NULL,
	"inverse" jsonb NOT NULL,
	CONSTRAINT "draft_change_flow_id_revision_pk" PRIMARY KEY("flow_id","revision")
);
--> statement-breakpoint
ALTER TABLE "flow" ADD COLUMN "new_events" text;--> statement-breakpoint
ALTER TABLE "flow_trigger" ADD COLUMN "holds" boolean DEFAULT false NOT NULL;