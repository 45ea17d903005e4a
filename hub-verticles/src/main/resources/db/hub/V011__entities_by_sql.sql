-- Entities that somebody writes with plain SQL, whom the program knows by not being its own role: each state makes a version, counted
-- by the database and attributed to the role that wrote it.

ALTER TABLE entity_version ADD COLUMN role text;  -- of the database, where no change made the version

CREATE OR REPLACE FUNCTION ghosthunter_entity_written() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    by_sql boolean := current_user <> 'ghosthunter_app';
BEGIN
    NEW.xid := pg_current_xact_id();
    IF TG_OP = 'INSERT' THEN
        -- One that was removed and comes back counts on, so that nobody takes it for the one before.
        IF by_sql THEN
            NEW.version := 1 + greatest(
                0,
                (SELECT max(v.version) FROM entity_version v
                 WHERE v.tenant = NEW.tenant AND v.type = NEW.type AND v.key = NEW.key),
                (SELECT max(f.version) FROM entity_feed f
                 WHERE f.tenant = NEW.tenant AND f.type = NEW.type AND f.key = NEW.key));
            NEW.run_from := NEW.version;
        END IF;
        RETURN NEW;
    END IF;
    IF (NEW.tenant, NEW.type, NEW.key) <> (OLD.tenant, OLD.type, OLD.key) THEN
        RAISE EXCEPTION 'an entity keeps its tenant, type and key' USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    IF NEW.version = OLD.version
       AND (NEW.data, NEW.deleted, NEW.audience) IS DISTINCT FROM (OLD.data, OLD.deleted, OLD.audience) THEN
        NEW.version := OLD.version + 1;
        NEW.run_from := NEW.version;
        NEW.epoch := NULL;
        NEW.device := 'hub';
        NEW.updated_at := now();
    ELSIF by_sql AND NEW.version <> OLD.version THEN
        NEW.version := OLD.version + 1;
    END IF;
    IF by_sql AND NEW.version <> OLD.version AND NEW.hlc = OLD.hlc THEN
        NEW.hlc := greatest(OLD.hlc + 1, (extract(epoch FROM clock_timestamp()) * 1000)::bigint << 16);
    END IF;
    RETURN NEW;
END
$$;

-- The group commit writes its versions itself, with the change that made each. Notices have no past.
CREATE FUNCTION ghosthunter_entity_remembered() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO entity_version (tenant, type, key, version, data, deleted, device, hlc, recorded_at, role)
    VALUES (NEW.tenant, NEW.type, NEW.key, NEW.version, NEW.data, NEW.deleted, NEW.device, NEW.hlc, now(), session_user)
    ON CONFLICT (tenant, type, key, version) DO NOTHING;
    RETURN NULL;
END
$$;

CREATE TRIGGER entity_remembered
    AFTER INSERT OR UPDATE ON entity
    FOR EACH ROW WHEN (current_user <> 'ghosthunter_app' AND NEW.type <> 'notice')
    EXECUTE FUNCTION ghosthunter_entity_remembered();
