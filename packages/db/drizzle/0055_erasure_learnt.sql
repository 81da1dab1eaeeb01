CREATE TABLE "erasure_learnt" (
	"workspace_id" uuid NOT NULL,
	"erasure_id" uuid NOT NULL,
	"root_run_id" uuid NOT NULL,
	"words" text[] NOT NULL,
	CONSTRAINT "erasure_learnt_erasure_id_root_run_id_pk" PRIMARY KEY("erasure_id","root_run_id")
);
--> statement-breakpoint
CREATE INDEX "run_again" ON "run" USING btree ("again_of") WHERE again_of is not null;--> statement-breakpoint
SELECT protect_workspace_table('erasure_learnt');
--> statement-breakpoint
SET LOCAL ROLE patchbay_system;
--> statement-breakpoint
-- There is a pass more before the others: what is under way begins anew, since its place would be another's.
UPDATE erasure SET position = '{"pass": 0, "after": null}', found = CASE WHEN state = 'counting' THEN '{}' ELSE found END
WHERE state IN ('counting', 'erasing');
--> statement-breakpoint
RESET ROLE;
