CREATE TABLE "oauth_app" (
	"workspace_id" uuid NOT NULL,
	"connector" text NOT NULL,
	"client_id" text NOT NULL,
	"secret_id" uuid NOT NULL,
	"changed_by" text NOT NULL,
	"changed_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "oauth_app_workspace_id_connector_pk" PRIMARY KEY("workspace_id","connector")
);
--> statement-breakpoint
CREATE TABLE "sign_in_attempt" (
	"id" uuid PRIMARY KEY NOT NULL,
	"workspace_id" uuid NOT NULL,
	"state_hash" "bytea" NOT NULL,
	"browser_hash" "bytea",
	"user_id" uuid NOT NULL,
	"connector" text NOT NULL,
	"name" text NOT NULL,
	"connection_id" uuid,
	"settings" jsonb NOT NULL,
	"scopes" text[] NOT NULL,
	"client_id" text NOT NULL,
	"redirect_uri" text NOT NULL,
	"return_to" text,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	"expires_at" timestamp with time zone NOT NULL,
	"used_at" timestamp with time zone
);
--> statement-breakpoint
ALTER TABLE "connection" ADD COLUMN "method" text DEFAULT 'key' NOT NULL;--> statement-breakpoint
ALTER TABLE "connection" ADD COLUMN "granted_scopes" text[];--> statement-breakpoint
ALTER TABLE "connection" ADD COLUMN "access" jsonb DEFAULT '{"kind":"workspace"}'::jsonb NOT NULL;--> statement-breakpoint
ALTER TABLE "connection" ADD COLUMN "renewal_lease" uuid;--> statement-breakpoint
ALTER TABLE "connection" ADD COLUMN "renewal_leased_until" timestamp with time zone;--> statement-breakpoint
ALTER TABLE "connection" ADD COLUMN "renewed_at" timestamp with time zone;--> statement-breakpoint
ALTER TABLE "connection" ADD COLUMN "ends_at" timestamp with time zone;--> statement-breakpoint
ALTER TABLE "secret" ADD COLUMN "expires_at" timestamp with time zone;--> statement-breakpoint
CREATE UNIQUE INDEX "sign_in_attempt_state" ON "sign_in_attempt" USING btree ("state_hash");--> statement-breakpoint
CREATE INDEX "sign_in_attempt_age" ON "sign_in_attempt" USING btree ("expires_at");