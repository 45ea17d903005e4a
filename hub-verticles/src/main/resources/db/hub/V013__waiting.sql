-- What a device still holds back, by entity type, as its last statement told: {"order": 3}.
ALTER TABLE device ADD COLUMN waiting jsonb NOT NULL DEFAULT '{}';
