-- Data are an object, whoever writes them: one that is none would stop all that follows it to its devices.
ALTER TABLE entity ADD CONSTRAINT entity_data_is_object CHECK (jsonb_typeof(data) = 'object');
