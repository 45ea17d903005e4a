-- What operators decide. A finding that a person closed says who and why; one that shows again is open again, without either.

ALTER TABLE finding
    ADD COLUMN closed_by      text,
    ADD COLUMN closed_because text;

-- untrusted: an operator accepted what a key that is shut out had signed, as evidence and never as a package.
ALTER TABLE quarantine
    DROP CONSTRAINT quarantine_released_as_check,
    ADD CONSTRAINT quarantine_released_as_check
        CHECK (released_as IN ('projected', 'conflict', 'dismissed', 'untrusted'));
