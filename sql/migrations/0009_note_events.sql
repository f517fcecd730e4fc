-- Whether a record has an event summary, noted as it lands: to see it, all summaries had to be unpacked.

ALTER TABLE landing.seed_record_base ADD COLUMN has_event BOOLEAN;

UPDATE landing.seed_record_base SET has_event = coalesce(cleaned_event_summary, event_summary, '') <> '';

COMMENT ON COLUMN landing.seed_record_base.has_event IS 'whether there is a cleaned event summary; true or false';
