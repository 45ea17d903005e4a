-- A device that enrolls into a group is in it from then on, for audiences too: device_group is the one list of members, and
-- device.device_group remembers what its token said. A token with another group takes the device there.

CREATE FUNCTION ghosthunter_device_grouped() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'UPDATE' AND OLD.device_group IS DISTINCT FROM NEW.device_group THEN
        DELETE FROM device_group
        WHERE tenant = OLD.tenant AND name = OLD.device_group AND device = OLD.device;
    END IF;
    IF NEW.device_group IS NOT NULL THEN
        INSERT INTO device_group (tenant, name, device)
        VALUES (NEW.tenant, NEW.device_group, NEW.device)
        ON CONFLICT DO NOTHING;
    END IF;
    RETURN NULL;
END
$$;

CREATE TRIGGER device_grouped
    AFTER INSERT OR UPDATE OF device_group ON device
    FOR EACH ROW EXECUTE FUNCTION ghosthunter_device_grouped();

INSERT INTO device_group (tenant, name, device)
SELECT tenant, device_group, device
FROM device
WHERE device_group IS NOT NULL
ON CONFLICT DO NOTHING;

-- Members are looked up in device_group alone.
DROP INDEX device_of_group;
