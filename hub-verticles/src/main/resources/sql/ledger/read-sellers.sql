-- Who moved the stock since it was last not below zero. Index: inventory_event_of, read backwards. Rows: none, as a rule.
SELECT DISTINCT i.tenant, i.type, i.key, i.device
FROM unnest($1::text[], $2::text[], $3::text[]) AS q (tenant, type, key)
JOIN inventory_event i
    ON i.tenant = q.tenant AND i.type = q.type AND i.key = q.key
    AND i.version > coalesce((
        SELECT n.version
        FROM inventory_event n
        WHERE n.tenant = q.tenant AND n.type = q.type AND n.key = q.key AND n.counted_after >= 0
        ORDER BY n.version DESC
        LIMIT 1), 0)
