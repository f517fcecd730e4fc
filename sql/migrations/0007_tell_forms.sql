-- Comments that lacked the unit or form of their column.

COMMENT ON COLUMN landing.seed_file.status IS 'what became of it: unreadable if nothing of it could be taken (earlier records stay), missing if it vanished (its articles stay); loaded, unreadable or missing';
COMMENT ON COLUMN landing.page_content.published_precision IS 'how exact the time of publication is; day, minute or second';
COMMENT ON COLUMN landing.problem.severity IS 'how bad it is: of what is rejected nothing was loaded; reject or warn';
COMMENT ON COLUMN landing.problem.status IS 'whether it is still so, or its input was read again without it; open or resolved';
COMMENT ON COLUMN landing.vocabulary_term.kind IS 'vocabulary of the term; technology or industry';
COMMENT ON COLUMN core.label_resolution.kind IS 'what the label names; tag, technology or industry';
COMMENT ON COLUMN core.label_resolution.rule IS 'how it was resolved; name, alias, bracket, affix, glued, ignored, unknown or tag';
COMMENT ON COLUMN ops.run.run_id IS 'id of the run; UTC time of its start and four hex digits';
COMMENT ON COLUMN ops.run.status IS 'how it ended, crashed if a later run found it dead; running, succeeded, failed or crashed';
COMMENT ON COLUMN ops.run_step.step IS 'step of the run; ingest, refetch or publish';
COMMENT ON COLUMN ops.check_result.severity IS 'what a broken promise does: fail stops publishing; fail or warn';
