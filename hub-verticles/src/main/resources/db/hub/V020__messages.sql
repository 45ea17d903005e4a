-- Who wrote a message to whom, when, and what became of it, of the entities that are addressed from person to person. Beside entity and
-- not in it: no row of entity is read or written anew by the upgrade, however many there are, and nothing else that is written there has
-- an index more. And not by indexes on expressions of data: row-level security keeps the planner from those.
CREATE TABLE message (
    tenant    text NOT NULL,
    key       text NOT NULL,
    sender    text,
    recipient text,
    sent_at   text COLLATE "C",  -- as in data: all of one length, so that they sort as the times do
    read_at   text COLLATE "C",
    status    text,
    PRIMARY KEY (tenant, key)
);

-- What somebody was sent and sent, by time.
CREATE INDEX message_received ON message (tenant, recipient, sent_at, key);
CREATE INDEX message_sent ON message (tenant, sender, sent_at, key);

-- What waits for somebody, and what somebody has not read.
CREATE INDEX message_unread ON message (tenant, recipient, status, sent_at, key) WHERE status <> 'read';

-- What was read of what somebody sent.
CREATE INDEX message_read ON message (tenant, sender, read_at) WHERE read_at IS NOT NULL;

-- Nobody else writes it: whoever writes the entity, with whatever SQL, is in the same transaction.
CREATE FUNCTION ghosthunter_message() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NEW.deleted THEN
        DELETE FROM message m WHERE m.tenant = NEW.tenant AND m.key = NEW.key;
        RETURN NULL;
    END IF;
    INSERT INTO message (tenant, key, sender, recipient, sent_at, read_at, status)
    VALUES (NEW.tenant, NEW.key, NEW.data ->> 'sender_id', NEW.data ->> 'recipient_id', NEW.data ->> 'created_at',
            NEW.data ->> 'read_at', NEW.data ->> 'status')
    ON CONFLICT (tenant, key) DO UPDATE
    SET sender = EXCLUDED.sender, recipient = EXCLUDED.recipient, sent_at = EXCLUDED.sent_at, read_at = EXCLUDED.read_at,
        status = EXCLUDED.status;
    RETURN NULL;
END
$$;

-- A row that is deleted stays as a tombstone (V015), so there is nothing to do when one goes.
CREATE TRIGGER entity_message
    AFTER INSERT OR UPDATE ON entity
    FOR EACH ROW WHEN (NEW.type = 'posduif-message')
    EXECUTE FUNCTION ghosthunter_message();
