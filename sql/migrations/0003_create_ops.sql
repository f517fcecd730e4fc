-- Ops: what the program did. Instants are UTC. (schema_migration is made by the migrator itself.)

CREATE TABLE ops.run (
    run_id VARCHAR NOT NULL,
    command VARCHAR NOT NULL,
    status VARCHAR NOT NULL,
    started_at TIMESTAMPTZ NOT NULL,
    finished_at TIMESTAMPTZ,
    process_id INTEGER NOT NULL,
    host VARCHAR NOT NULL,
    version VARCHAR NOT NULL,
    message VARCHAR
);
COMMENT ON TABLE ops.run IS 'Every run that wrote. Grain: one row per run_id.';
COMMENT ON COLUMN ops.run.run_id IS 'id of the run: UTC time of its start and four hex digits';
COMMENT ON COLUMN ops.run.command IS 'command that was given; name';
COMMENT ON COLUMN ops.run.status IS 'running, succeeded, failed, or crashed (found dead by a later run)';
COMMENT ON COLUMN ops.run.started_at IS 'when it began; instant in UTC';
COMMENT ON COLUMN ops.run.finished_at IS 'when it ended, or was found dead; instant in UTC';
COMMENT ON COLUMN ops.run.process_id IS 'process that ran it; number';
COMMENT ON COLUMN ops.run.host IS 'machine that ran it; host name';
COMMENT ON COLUMN ops.run.version IS 'version of ainews; number';
COMMENT ON COLUMN ops.run.message IS 'what it did or why it failed, in one sentence; text';

CREATE TABLE ops.run_step (
    run_id VARCHAR NOT NULL,
    step VARCHAR NOT NULL,
    measure VARCHAR NOT NULL,
    amount BIGINT NOT NULL
);
COMMENT ON TABLE ops.run_step IS 'What each step of a run counted. Grain: one row per run_id, step and measure.';
COMMENT ON COLUMN ops.run_step.run_id IS 'the run; run id';
COMMENT ON COLUMN ops.run_step.step IS 'ingest, build, check or publish';
COMMENT ON COLUMN ops.run_step.measure IS 'what was counted; name';
COMMENT ON COLUMN ops.run_step.amount IS 'how many; count, milliseconds where the measure ends in _ms';

CREATE TABLE ops.check_result (
    run_id VARCHAR NOT NULL,
    check_name VARCHAR NOT NULL,
    severity VARCHAR NOT NULL,
    promise VARCHAR NOT NULL,
    broken_count BIGINT NOT NULL,
    example VARCHAR,
    checked_at TIMESTAMPTZ NOT NULL
);
COMMENT ON TABLE ops.check_result IS 'What the checks found, before each publishing. Grain: one row per run_id and check_name.';
COMMENT ON COLUMN ops.check_result.run_id IS 'the run; run id';
COMMENT ON COLUMN ops.check_result.check_name IS 'file name below sql/checks; name';
COMMENT ON COLUMN ops.check_result.severity IS 'fail (stops publishing) or warn';
COMMENT ON COLUMN ops.check_result.promise IS 'what the check promises; text';
COMMENT ON COLUMN ops.check_result.broken_count IS 'rows that break the promise; count';
COMMENT ON COLUMN ops.check_result.example IS 'the first of them; JSON object';
COMMENT ON COLUMN ops.check_result.checked_at IS 'when; instant in UTC';

CREATE TABLE ops.generation (
    generation_id VARCHAR NOT NULL,
    run_id VARCHAR NOT NULL,
    created_at TIMESTAMPTZ NOT NULL
);
COMMENT ON TABLE ops.generation IS 'The generations that were published, this file''s own the newest. Grain: one row per generation_id.';
COMMENT ON COLUMN ops.generation.generation_id IS 'id of the generation and name of its folder; gen- and the run id';
COMMENT ON COLUMN ops.generation.run_id IS 'run that published it; run id';
COMMENT ON COLUMN ops.generation.created_at IS 'when; instant in UTC';

CREATE TABLE ops.publication_due (reason VARCHAR NOT NULL);
COMMENT ON TABLE ops.publication_due IS 'Work list: why the newest generation is out of date, empty when it is not. Grain: one row per reason.';
COMMENT ON COLUMN ops.publication_due.reason IS 'what changed since; text';

CREATE TABLE ops.fingerprint (
    name VARCHAR NOT NULL,
    sha256 VARCHAR NOT NULL
);
COMMENT ON TABLE ops.fingerprint IS 'Hashes of files that the warehouse was built with, to see when they change. Grain: one row per name.';
COMMENT ON COLUMN ops.fingerprint.name IS 'what was hashed: a vocabulary or a model; path';
COMMENT ON COLUMN ops.fingerprint.sha256 IS 'hash of its content; 64 hex digits';
