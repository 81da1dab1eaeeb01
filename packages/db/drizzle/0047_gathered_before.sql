CREATE INDEX "gather_item_order" ON "gather_item" USING btree ("workspace_id","order_key","gather_id") WHERE payload_id is not null and order_key is not null;
