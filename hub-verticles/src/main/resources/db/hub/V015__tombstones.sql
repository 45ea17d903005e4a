-- A row of entity that somebody deletes with SQL stays as a tombstone: devices hear of it as of any other deletion, and who brings the
-- key again goes on from its version. Only a row that comes back by SQL takes the place of its tombstone.

CREATE FUNCTION ghosthunter_entity_deleted() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF OLD.deleted AND pg_trigger_depth() > 1 THEN
        RETURN OLD;  -- it makes room for the row that comes back, see below
    END IF;
    UPDATE entity e
    SET deleted = true
    WHERE e.tenant = OLD.tenant AND e.type = OLD.type AND e.key = OLD.key AND NOT e.deleted;
    RETURN NULL;
END
$$;

CREATE TRIGGER entity_deleted
    BEFORE DELETE ON entity
    FOR EACH ROW EXECUTE FUNCTION ghosthunter_entity_deleted();

-- TRUNCATE shows nobody what it takes away, so that nothing could be left of it.
CREATE FUNCTION ghosthunter_entity_truncated() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'devices would not hear what TRUNCATE removes from entity'
        USING ERRCODE = 'feature_not_supported', HINT = 'DELETE FROM entity leaves a tombstone of each.';
END
$$;

CREATE TRIGGER entity_truncated
    BEFORE TRUNCATE ON entity
    FOR EACH STATEMENT EXECUTE FUNCTION ghosthunter_entity_truncated();

-- As before (V011), but for the tombstone.
CREATE OR REPLACE FUNCTION ghosthunter_entity_written() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    by_sql boolean := current_user <> 'ghosthunter_app';
BEGIN
    NEW.xid := pg_current_xact_id();
    IF TG_OP = 'INSERT' THEN
        -- One that was removed and comes back counts on, so that nobody takes it for the one before.
        IF by_sql THEN
            DELETE FROM entity e WHERE e.tenant = NEW.tenant AND e.type = NEW.type AND e.key = NEW.key AND e.deleted;
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
