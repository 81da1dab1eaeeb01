CREATE TABLE "former_schedule" (
	"trigger_id" uuid NOT NULL,
	"generation" integer NOT NULL,
	"workspace_id" uuid NOT NULL,
	"config" jsonb NOT NULL,
	"earlier_until" timestamp with time zone NOT NULL,
	"until" timestamp with time zone NOT NULL,
	"told_at" timestamp with time zone,
	CONSTRAINT "former_schedule_trigger_id_generation_pk" PRIMARY KEY("trigger_id","generation")
);
