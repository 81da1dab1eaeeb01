-- These rows change several times soon after they came, mostly in columns that no index holds: with room beside it the
-- next state of a row stays on its page, and no index hears of it.
ALTER TABLE run SET (fillfactor = 75);
--> statement-breakpoint
ALTER TABLE step_run SET (fillfactor = 75);
--> statement-breakpoint
ALTER TABLE attempt SET (fillfactor = 75);
--> statement-breakpoint
ALTER TABLE delivery SET (fillfactor = 75);
