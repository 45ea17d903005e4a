-- Clients of other systems are devices like all others.

-- The dialect that a device speaks, NULL for the product's own devices, and what people call it.
ALTER TABLE device
    ADD COLUMN dialect text,
    ADD COLUMN label text;

-- The entities of a type whose name ends in -log are numbered 1, 2, 3 … in their tenant, without a gap, in the order in which they
-- were committed: the row below stays locked until then. Who has read to a number has missed none before it.
ALTER TABLE entity ADD COLUMN number bigint;

CREATE UNIQUE INDEX entity_number ON entity (tenant, number) WHERE number IS NOT NULL;

CREATE TABLE tenant_number (
    tenant text   PRIMARY KEY REFERENCES tenant (id),
    last   bigint NOT NULL
);

CREATE FUNCTION ghosthunter_number() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO tenant_number AS n (tenant, last)
    VALUES (NEW.tenant, 1)
    ON CONFLICT (tenant) DO UPDATE SET last = n.last + 1
    RETURNING n.last INTO NEW.number;
    RETURN NEW;
END
$$;

-- What a refused change left where nothing was, device '', is no entry.
CREATE TRIGGER entity_numbered
    BEFORE INSERT OR UPDATE ON entity
    FOR EACH ROW WHEN (NEW.number IS NULL AND NEW.device <> '' AND NEW.type LIKE '%-log')
    EXECUTE FUNCTION ghosthunter_number();
