-- Who wrote a message to whom, when, and what became of it, of the one type that is addressed from person to person. Columns of their
-- own, for row-level security keeps an index on an expression of data from being used.
ALTER TABLE entity
    ADD COLUMN sender text GENERATED ALWAYS AS (CASE WHEN type = 'posduif-message' THEN data ->> 'sender_id' END) STORED,
    ADD COLUMN recipient text GENERATED ALWAYS AS (CASE WHEN type = 'posduif-message' THEN data ->> 'recipient_id' END) STORED,
    ADD COLUMN sent_at text GENERATED ALWAYS AS (CASE WHEN type = 'posduif-message' THEN data ->> 'created_at' END) STORED,
    ADD COLUMN status text GENERATED ALWAYS AS (CASE WHEN type = 'posduif-message' THEN data ->> 'status' END) STORED;

-- What somebody was sent and sent, by time.
CREATE INDEX entity_received ON entity (tenant, recipient, sent_at, key) WHERE recipient IS NOT NULL;
CREATE INDEX entity_sent ON entity (tenant, sender, sent_at, key) WHERE sender IS NOT NULL;

-- What waits for somebody, and what somebody has not read: few of all.
CREATE INDEX entity_unread ON entity (tenant, recipient, status, sent_at, key) WHERE status <> 'read';
