-- Rows belong to tenants, and Postgres itself keeps them apart. The hub acts as ghosthunter_app, a role that owns nothing; a
-- transaction names its tenants by set_config('ghosthunter.tenants', 'a,b', true) and sees and writes their rows alone. No
-- tenants: no rows. The program makes the role before it migrates, for a role is not of one database.

-- Its rows are in a database of its own: here nothing of it but its name may be written.
ALTER TABLE tenant ADD COLUMN own_database boolean NOT NULL DEFAULT false;

CREATE FUNCTION ghosthunter_refuse_elsewhere() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (SELECT FROM tenant t WHERE t.id = NEW.tenant AND t.own_database) THEN
        RAISE EXCEPTION 'tenant % has a database of its own', NEW.tenant USING ERRCODE = 'object_not_in_prerequisite_state';
    END IF;
    RETURN NULL;
END
$$;

-- All else of a tenant hangs from these two. A node that does not know of that database must not begin a second history.
CREATE TRIGGER device_is_not_elsewhere
    AFTER INSERT ON device
    FOR EACH ROW EXECUTE FUNCTION ghosthunter_refuse_elsewhere();

CREATE TRIGGER enrollment_token_is_not_elsewhere
    AFTER INSERT ON enrollment_token
    FOR EACH ROW EXECUTE FUNCTION ghosthunter_refuse_elsewhere();

-- Puts forced row-level security on every table of this schema that has a tenant, and gives ghosthunter_app what it needs. Only
-- what is missing is done, so the program calls it after each migration, and a later table needs to do nothing for it.
--
-- Owners are not exempt. Who is not ghosthunter_app (a migration, the audit) says '*' for all rows. For ghosthunter_app '*' holds
-- only where rows may belong to the whole installation: in the list of tenants, and where the tenant may be NULL.
--
-- The subqueries are there so that the setting is read once per statement and not once per row.
CREATE FUNCTION ghosthunter_guard_tenants() RETURNS void LANGUAGE plpgsql AS $$
DECLARE
    found      record;
    wanted     text;
    of_tenants text := '%I = ANY ((SELECT string_to_array(current_setting(''ghosthunter.tenants'', true), '',''))::text[])';
    of_all     text := '(SELECT current_setting(''ghosthunter.tenants'', true) = ''*''%s)';
BEGIN
    PERFORM pg_advisory_xact_lock(hashtext('ghosthunter_guard_tenants'));  -- several nodes may start at once

    IF NOT has_schema_privilege('ghosthunter_app', current_schema(), 'USAGE') THEN
        EXECUTE format('GRANT USAGE ON SCHEMA %I TO ghosthunter_app', current_schema());
    END IF;

    FOR found IN
        SELECT c.oid, c.relname AS name, c.relrowsecurity AND c.relforcerowsecurity AS is_forced,
               a.attname AS tenant, c.relname = 'tenant' OR NOT a.attnotnull AS is_hub_wide
        FROM pg_class c
        LEFT JOIN pg_attribute a
            ON a.attrelid = c.oid AND NOT a.attisdropped
            AND a.attname = CASE c.relname WHEN 'tenant' THEN 'id' ELSE 'tenant' END
        WHERE c.relnamespace = current_schema()::regnamespace
          AND c.relkind IN ('r', 'p')
          AND c.relname <> 'flyway_schema_history'
          AND pg_has_role(c.relowner, 'MEMBER')
        ORDER BY c.relname
    LOOP
        wanted := CASE
            WHEN found.name = 'tenant' THEN 'SELECT'
            WHEN found.name IN ('ledger', 'fork_evidence', 'operator_event') THEN 'SELECT, INSERT'
            ELSE 'SELECT, INSERT, UPDATE, DELETE'
        END;
        IF EXISTS (SELECT FROM unnest(string_to_array(wanted, ', ')) AS w (privilege)
                   WHERE NOT has_table_privilege('ghosthunter_app', found.oid, w.privilege)) THEN
            EXECUTE format('GRANT %s ON %I TO ghosthunter_app', wanted, found.name);
        END IF;
        CONTINUE WHEN found.tenant IS NULL;

        IF NOT EXISTS (SELECT FROM pg_policy p WHERE p.polrelid = found.oid AND p.polname = 'tenant_rows') THEN
            EXECUTE format('CREATE POLICY tenant_rows ON %I USING (' || format(of_tenants, found.tenant) || ')', found.name);
        END IF;
        IF NOT EXISTS (SELECT FROM pg_policy p WHERE p.polrelid = found.oid AND p.polname = 'every_row') THEN
            EXECUTE format('CREATE POLICY every_row ON %I USING (%s)', found.name, format(
                of_all, CASE WHEN found.is_hub_wide THEN '' ELSE ' AND current_user <> ''ghosthunter_app''' END));
        END IF;
        IF NOT found.is_forced THEN
            EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY', found.name);
        END IF;
    END LOOP;

    -- A table of the old server may number its rows by a sequence of its own.
    FOR found IN
        SELECT s.relname AS name
        FROM pg_class s
        WHERE s.relnamespace = current_schema()::regnamespace
          AND pg_has_role(s.relowner, 'MEMBER')
          AND CASE s.relkind WHEN 'S' THEN NOT has_sequence_privilege('ghosthunter_app', s.oid, 'USAGE') ELSE false END
    LOOP
        EXECUTE format('GRANT USAGE ON SEQUENCE %I TO ghosthunter_app', found.name);
    END LOOP;
END
$$;

REVOKE ALL ON FUNCTION ghosthunter_guard_tenants() FROM PUBLIC;

SELECT ghosthunter_guard_tenants();
