-- Schedules by cron expression are told to the engine in another way now: each is brought to it once more. Its generation
-- stays, so that ticks which are on their way count.
SET LOCAL ROLE patchbay_system;
--> statement-breakpoint
UPDATE flow_trigger SET applied_generation = 0
WHERE config ->> 'type' = 'schedule' AND config -> 'schedule' ->> 'kind' = 'cron' AND active;
--> statement-breakpoint
RESET ROLE;
