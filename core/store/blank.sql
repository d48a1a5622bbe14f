CREATE TABLE alembic_version (
	version_num VARCHAR(32) NOT NULL, 
	CONSTRAINT alembic_version_pkc PRIMARY KEY (version_num)
);
CREATE TABLE media_roots (
	id INTEGER NOT NULL, 
	path VARCHAR NOT NULL, 
	CONSTRAINT pk_media_roots PRIMARY KEY (id), 
	CONSTRAINT uq_media_roots_path UNIQUE (path)
);
CREATE TABLE passes (
	id INTEGER NOT NULL, 
	fingerprint VARCHAR NOT NULL, 
	network VARCHAR NOT NULL, 
	settings JSON NOT NULL, former_fingerprint VARCHAR, manifest VARCHAR, sample_rate INTEGER NOT NULL DEFAULT 48000, window_samples INTEGER NOT NULL DEFAULT 144000, step_samples INTEGER NOT NULL DEFAULT 144000, least_samples INTEGER NOT NULL DEFAULT 48000, embedding_size INTEGER NOT NULL DEFAULT 1024, embedding_type VARCHAR NOT NULL DEFAULT 'float16', 
	CONSTRAINT pk_passes PRIMARY KEY (id), 
	CONSTRAINT uq_passes_fingerprint UNIQUE (fingerprint)
);
CREATE TABLE remembered (
	name VARCHAR NOT NULL, 
	value JSON NOT NULL, 
	CONSTRAINT pk_remembered PRIMARY KEY (name)
);
CREATE TABLE sites (
	id INTEGER NOT NULL, 
	name VARCHAR NOT NULL, 
	latitude DOUBLE, 
	longitude DOUBLE, 
	zone VARCHAR, 
	CONSTRAINT pk_sites PRIMARY KEY (id), 
	CONSTRAINT uq_sites_name UNIQUE (name)
);
CREATE TABLE species (
	id INTEGER NOT NULL, 
	scientific_name VARCHAR NOT NULL, 
	common_name VARCHAR NOT NULL, 
	"group" VARCHAR NOT NULL, 
	CONSTRAINT pk_species PRIMARY KEY (id), 
	CONSTRAINT uq_species_scientific_name UNIQUE (scientific_name)
);
CREATE TABLE deployments (
	id INTEGER NOT NULL, 
	site_id INTEGER NOT NULL, 
	"key" VARCHAR NOT NULL, 
	recorder VARCHAR, 
	serial VARCHAR, 
	zone VARCHAR, 
	clock_mode VARCHAR NOT NULL, 
	clock JSON NOT NULL, zone_overrules BOOLEAN NOT NULL DEFAULT 0, local_time VARCHAR, 
	CONSTRAINT pk_deployments PRIMARY KEY (id), 
	CONSTRAINT fk_deployments_site_id FOREIGN KEY(site_id) REFERENCES sites (id), 
	CONSTRAINT uq_deployments_key UNIQUE ("key")
);
CREATE INDEX ix_deployments_site_id ON deployments (site_id);
CREATE TABLE runs (
	id INTEGER NOT NULL, 
	fingerprint VARCHAR NOT NULL, 
	network VARCHAR NOT NULL, 
	settings JSON NOT NULL, 
	versions JSON NOT NULL, 
	engine VARCHAR NOT NULL, 
	pass_id INTEGER NOT NULL, 
	started_utc VARCHAR NOT NULL, 
	finished_utc VARCHAR, former_fingerprint VARCHAR, removed BOOLEAN DEFAULT 0 NOT NULL, 
	CONSTRAINT pk_runs PRIMARY KEY (id), 
	CONSTRAINT fk_runs_pass_id FOREIGN KEY(pass_id) REFERENCES passes (id), 
	CONSTRAINT uq_runs_fingerprint UNIQUE (fingerprint)
);
CREATE INDEX ix_runs_pass_id ON runs (pass_id);
CREATE TABLE run_lists (
	run_id INTEGER NOT NULL, 
	place VARCHAR NOT NULL, 
	species INTEGER NOT NULL, 
	bits BLOB NOT NULL, 
	CONSTRAINT pk_run_lists PRIMARY KEY (run_id, place), 
	CONSTRAINT fk_run_lists_run_id FOREIGN KEY(run_id) REFERENCES runs (id)
);
CREATE TABLE embedding_spans (
	pass_id INTEGER NOT NULL, 
	recording_id INTEGER NOT NULL, 
	first_window INTEGER NOT NULL, 
	windows INTEGER NOT NULL, 
	shard INTEGER NOT NULL, 
	"row" INTEGER NOT NULL, 
	CONSTRAINT pk_embedding_spans PRIMARY KEY (pass_id, recording_id, first_window), 
	CONSTRAINT fk_embedding_spans_pass_id FOREIGN KEY(pass_id) REFERENCES passes (id), 
	CONSTRAINT fk_embedding_spans_recording_id FOREIGN KEY(recording_id) REFERENCES recordings (id)
);
CREATE INDEX ix_embedding_spans_recording_id ON embedding_spans (recording_id);
CREATE TABLE run_recordings (
	run_id INTEGER NOT NULL, 
	recording_id INTEGER NOT NULL, 
	content_hash VARCHAR NOT NULL, 
	windows INTEGER NOT NULL, 
	analysed_s DOUBLE NOT NULL, 
	finished_utc VARCHAR NOT NULL, 
	problem VARCHAR, 
	problem_text VARCHAR, place VARCHAR, 
	CONSTRAINT pk_run_recordings PRIMARY KEY (run_id, recording_id), 
	CONSTRAINT fk_run_recordings_recording_id FOREIGN KEY(recording_id) REFERENCES recordings (id), 
	CONSTRAINT fk_run_recordings_run_id FOREIGN KEY(run_id) REFERENCES runs (id)
);
CREATE INDEX ix_run_recordings_recording_id ON run_recordings (recording_id);
CREATE TABLE verdicts (
	id INTEGER NOT NULL, 
	uuid VARCHAR NOT NULL, 
	detection_id INTEGER NOT NULL, 
	verdict VARCHAR, 
	species_id INTEGER, 
	reviewer VARCHAR NOT NULL, 
	at_utc VARCHAR NOT NULL, 
	CONSTRAINT pk_verdicts PRIMARY KEY (id), 
	CONSTRAINT fk_verdicts_detection_id FOREIGN KEY(detection_id) REFERENCES detections (id), 
	CONSTRAINT fk_verdicts_species_id FOREIGN KEY(species_id) REFERENCES species (id), 
	CONSTRAINT uq_verdicts_uuid UNIQUE (uuid)
);
CREATE INDEX ix_verdicts_detection_id ON verdicts (detection_id);
CREATE TABLE current_verdicts (
	detection_id INTEGER NOT NULL, 
	verdict_id INTEGER NOT NULL, 
	verdict VARCHAR, 
	species_id INTEGER, 
	reviewer VARCHAR NOT NULL, 
	at_utc VARCHAR NOT NULL, 
	uuid VARCHAR NOT NULL, 
	CONSTRAINT pk_current_verdicts PRIMARY KEY (detection_id), 
	CONSTRAINT fk_current_verdicts_detection_id FOREIGN KEY(detection_id) REFERENCES detections (id), 
	CONSTRAINT fk_current_verdicts_verdict_id FOREIGN KEY(verdict_id) REFERENCES verdicts (id)
);
CREATE INDEX ix_current_verdicts_verdict_detection_id ON current_verdicts (verdict, detection_id);
CREATE TRIGGER verdicts_are_not_changed BEFORE UPDATE ON verdicts
    BEGIN SELECT RAISE(ABORT, 'the log of verdicts is append-only'); END;
CREATE TRIGGER verdicts_are_not_deleted BEFORE DELETE ON verdicts
    BEGIN SELECT RAISE(ABORT, 'the log of verdicts is append-only'); END;
CREATE TABLE edits (
	id INTEGER NOT NULL, 
	at_utc VARCHAR NOT NULL, 
	text VARCHAR NOT NULL, 
	changes JSON NOT NULL, 
	undoes INTEGER, 
	CONSTRAINT pk_edits PRIMARY KEY (id), 
	CONSTRAINT fk_edits_undoes FOREIGN KEY(undoes) REFERENCES edits (id), 
	CONSTRAINT uq_edits_undoes UNIQUE (undoes)
);
CREATE TABLE deployment_keys (
	"key" VARCHAR NOT NULL, 
	place VARCHAR NOT NULL, 
	deployment_id INTEGER NOT NULL, 
	latitude DOUBLE, 
	longitude DOUBLE, 
	CONSTRAINT pk_deployment_keys PRIMARY KEY ("key"), 
	CONSTRAINT fk_deployment_keys_deployment_id FOREIGN KEY(deployment_id) REFERENCES deployments (id)
);
CREATE INDEX ix_deployment_keys_place ON deployment_keys (place);
CREATE INDEX ix_deployment_keys_deployment_id ON deployment_keys (deployment_id);
CREATE TABLE levels (
	recording_id INTEGER NOT NULL, 
	channel INTEGER NOT NULL, 
	content_hash VARCHAR NOT NULL, 
	measured_s DOUBLE NOT NULL, 
	rms DOUBLE NOT NULL, 
	peak DOUBLE NOT NULL, 
	mean DOUBLE NOT NULL, 
	clipped DOUBLE NOT NULL, 
	CONSTRAINT pk_levels PRIMARY KEY (recording_id, channel), 
	CONSTRAINT fk_levels_recording_id FOREIGN KEY(recording_id) REFERENCES recordings (id)
);
CREATE TRIGGER edits_are_not_changed BEFORE UPDATE ON edits
    BEGIN SELECT RAISE(ABORT, 'the log of edits is append-only'); END;
CREATE TRIGGER edits_are_not_deleted BEFORE DELETE ON edits
    BEGIN SELECT RAISE(ABORT, 'the log of edits is append-only'); END;
CREATE TABLE review_plans (
	id INTEGER NOT NULL, 
	uuid VARCHAR NOT NULL, 
	name VARCHAR NOT NULL, 
	kind VARCHAR NOT NULL, 
	settings JSON NOT NULL, 
	seed INTEGER NOT NULL, 
	reviewer VARCHAR, 
	blind BOOLEAN NOT NULL, 
	made_utc VARCHAR NOT NULL, 
	CONSTRAINT pk_review_plans PRIMARY KEY (id), 
	CONSTRAINT uq_review_plans_uuid UNIQUE (uuid)
);
CREATE TABLE review_items (
	plan_id INTEGER NOT NULL, 
	position INTEGER NOT NULL, 
	detection_id INTEGER NOT NULL, 
	CONSTRAINT pk_review_items PRIMARY KEY (plan_id, position), 
	CONSTRAINT fk_review_items_plan_id FOREIGN KEY(plan_id) REFERENCES review_plans (id), 
	CONSTRAINT fk_review_items_detection_id FOREIGN KEY(detection_id) REFERENCES detections (id)
);
CREATE INDEX ix_review_items_detection_id ON review_items (detection_id);
CREATE TABLE annotation_edits (
	id INTEGER NOT NULL, 
	uuid VARCHAR NOT NULL, 
	annotation VARCHAR NOT NULL, 
	recording_id INTEGER NOT NULL, 
	start_s DOUBLE NOT NULL, 
	end_s DOUBLE NOT NULL, 
	low_hz DOUBLE, 
	high_hz DOUBLE, 
	species_id INTEGER, 
	note VARCHAR NOT NULL, 
	deleted BOOLEAN NOT NULL, 
	reviewer VARCHAR NOT NULL, 
	at_utc VARCHAR NOT NULL, 
	CONSTRAINT pk_annotation_edits PRIMARY KEY (id), 
	CONSTRAINT fk_annotation_edits_recording_id FOREIGN KEY(recording_id) REFERENCES recordings (id), 
	CONSTRAINT fk_annotation_edits_species_id FOREIGN KEY(species_id) REFERENCES species (id), 
	CONSTRAINT uq_annotation_edits_uuid UNIQUE (uuid)
);
CREATE TABLE current_annotations (
	annotation VARCHAR NOT NULL, 
	edit_id INTEGER NOT NULL, 
	recording_id INTEGER NOT NULL, 
	deleted BOOLEAN NOT NULL, 
	at_utc VARCHAR NOT NULL, 
	uuid VARCHAR NOT NULL, 
	CONSTRAINT pk_current_annotations PRIMARY KEY (annotation), 
	CONSTRAINT fk_current_annotations_edit_id FOREIGN KEY(edit_id) REFERENCES annotation_edits (id), 
	CONSTRAINT fk_current_annotations_recording_id FOREIGN KEY(recording_id) REFERENCES recordings (id)
);
CREATE INDEX ix_current_annotations_recording_id ON current_annotations (recording_id);
CREATE TRIGGER verdicts_hold_at_once AFTER INSERT ON current_verdicts BEGIN
    UPDATE detections SET verdict = NEW.verdict, corrected_id = NEW.species_id
    WHERE id = NEW.detection_id
    AND (verdict IS NOT NEW.verdict OR corrected_id IS NOT NEW.species_id);
    END;
CREATE TRIGGER verdicts_hold AFTER UPDATE ON current_verdicts BEGIN
    UPDATE detections SET verdict = NEW.verdict, corrected_id = NEW.species_id
    WHERE id = NEW.detection_id
    AND (verdict IS NOT NEW.verdict OR corrected_id IS NOT NEW.species_id);
    END;
CREATE TRIGGER sites_placed_anew AFTER UPDATE OF latitude, longitude ON sites
    WHEN OLD.latitude IS NOT NEW.latitude OR OLD.longitude IS NOT NEW.longitude
    BEGIN
    UPDATE detections SET sunrise_minute = NULL, sunset_minute = NULL WHERE site_id = NEW.id;
    END;
CREATE TRIGGER annotation_edits_are_not_changed BEFORE UPDATE ON annotation_edits
    BEGIN SELECT RAISE(ABORT, 'the log of annotations is append-only'); END;
CREATE TRIGGER annotation_edits_are_not_deleted BEFORE DELETE ON annotation_edits
    BEGIN SELECT RAISE(ABORT, 'the log of annotations is append-only'); END;
CREATE TABLE undos (
	id INTEGER NOT NULL, 
	uuid VARCHAR NOT NULL, 
	entry VARCHAR NOT NULL, 
	undone BOOLEAN NOT NULL, 
	reviewer VARCHAR NOT NULL, 
	at_utc VARCHAR NOT NULL, 
	CONSTRAINT pk_undos PRIMARY KEY (id), 
	CONSTRAINT uq_undos_uuid UNIQUE (uuid)
);
CREATE TABLE current_undos (
	entry VARCHAR NOT NULL, 
	undone BOOLEAN NOT NULL, 
	at_utc VARCHAR NOT NULL, 
	uuid VARCHAR NOT NULL, 
	CONSTRAINT pk_current_undos PRIMARY KEY (entry)
);
CREATE TABLE comments (
	id INTEGER NOT NULL, 
	uuid VARCHAR NOT NULL, 
	detection_id INTEGER NOT NULL, 
	text VARCHAR NOT NULL, 
	reviewer VARCHAR NOT NULL, 
	at_utc VARCHAR NOT NULL, 
	CONSTRAINT pk_comments PRIMARY KEY (id), 
	CONSTRAINT fk_comments_detection_id FOREIGN KEY(detection_id) REFERENCES detections (id), 
	CONSTRAINT uq_comments_uuid UNIQUE (uuid)
);
CREATE INDEX ix_comments_detection_id ON comments (detection_id);
CREATE TABLE current_comments (
	detection_id INTEGER NOT NULL, 
	text VARCHAR NOT NULL, 
	reviewer VARCHAR NOT NULL, 
	at_utc VARCHAR NOT NULL, 
	uuid VARCHAR NOT NULL, 
	CONSTRAINT pk_current_comments PRIMARY KEY (detection_id), 
	CONSTRAINT fk_current_comments_detection_id FOREIGN KEY(detection_id) REFERENCES detections (id)
);
CREATE INDEX ix_annotation_edits_annotation ON annotation_edits (annotation);
CREATE TRIGGER undos_are_not_changed BEFORE UPDATE ON undos BEGIN SELECT RAISE(ABORT, 'the log of undos is append-only'); END;
CREATE TRIGGER undos_are_not_deleted BEFORE DELETE ON undos BEGIN SELECT RAISE(ABORT, 'the log of undos is append-only'); END;
CREATE TRIGGER comments_are_not_changed BEFORE UPDATE ON comments BEGIN SELECT RAISE(ABORT, 'the log of comments is append-only'); END;
CREATE TRIGGER comments_are_not_deleted BEFORE DELETE ON comments BEGIN SELECT RAISE(ABORT, 'the log of comments is append-only'); END;
CREATE TRIGGER undos_newest AFTER INSERT ON undos
    BEGIN
    INSERT INTO current_undos (entry, undone, at_utc, uuid)
    SELECT NEW.entry, NEW.undone, NEW.at_utc, NEW.uuid WHERE 1
    ON CONFLICT (entry) DO UPDATE SET undone = excluded.undone, at_utc = excluded.at_utc, uuid = excluded.uuid
    WHERE (excluded.at_utc, excluded.uuid) > (current_undos.at_utc, current_undos.uuid);
    END;
CREATE TRIGGER verdicts_newest AFTER INSERT ON verdicts
    BEGIN
    INSERT INTO current_verdicts (detection_id, verdict_id, verdict, species_id, reviewer, at_utc, uuid)
    SELECT NEW.detection_id, NEW.id, NEW.verdict, NEW.species_id, NEW.reviewer, NEW.at_utc, NEW.uuid WHERE NOT EXISTS (SELECT 1 FROM current_undos u WHERE u.entry = NEW.uuid AND u.undone)
    ON CONFLICT (detection_id) DO UPDATE SET verdict_id = excluded.verdict_id, verdict = excluded.verdict, species_id = excluded.species_id, reviewer = excluded.reviewer, at_utc = excluded.at_utc, uuid = excluded.uuid
    WHERE (excluded.at_utc, excluded.uuid) > (current_verdicts.at_utc, current_verdicts.uuid);
    END;
CREATE TRIGGER verdicts_undone AFTER INSERT ON current_undos BEGIN
    INSERT INTO current_verdicts (detection_id, verdict_id, verdict, species_id, reviewer, at_utc, uuid)
    SELECT e.detection_id, e.id, e.verdict, e.species_id, e.reviewer, e.at_utc, e.uuid FROM verdicts e
    WHERE e.detection_id = (SELECT detection_id FROM verdicts WHERE uuid = NEW.entry) AND NOT EXISTS (SELECT 1 FROM current_undos u WHERE u.entry = e.uuid AND u.undone)
    ORDER BY e.at_utc DESC, e.uuid DESC LIMIT 1
    ON CONFLICT (detection_id) DO UPDATE SET verdict_id = excluded.verdict_id, verdict = excluded.verdict, species_id = excluded.species_id, reviewer = excluded.reviewer, at_utc = excluded.at_utc, uuid = excluded.uuid;
    DELETE FROM current_verdicts WHERE NEW.undone AND detection_id = (SELECT detection_id FROM verdicts WHERE uuid = NEW.entry) AND uuid = NEW.entry;
    END;
CREATE TRIGGER verdicts_undone_or_redone AFTER UPDATE ON current_undos BEGIN
    INSERT INTO current_verdicts (detection_id, verdict_id, verdict, species_id, reviewer, at_utc, uuid)
    SELECT e.detection_id, e.id, e.verdict, e.species_id, e.reviewer, e.at_utc, e.uuid FROM verdicts e
    WHERE e.detection_id = (SELECT detection_id FROM verdicts WHERE uuid = NEW.entry) AND NOT EXISTS (SELECT 1 FROM current_undos u WHERE u.entry = e.uuid AND u.undone)
    ORDER BY e.at_utc DESC, e.uuid DESC LIMIT 1
    ON CONFLICT (detection_id) DO UPDATE SET verdict_id = excluded.verdict_id, verdict = excluded.verdict, species_id = excluded.species_id, reviewer = excluded.reviewer, at_utc = excluded.at_utc, uuid = excluded.uuid;
    DELETE FROM current_verdicts WHERE NEW.undone AND detection_id = (SELECT detection_id FROM verdicts WHERE uuid = NEW.entry) AND uuid = NEW.entry;
    END;
CREATE TRIGGER comments_newest AFTER INSERT ON comments
    BEGIN
    INSERT INTO current_comments (detection_id, text, reviewer, at_utc, uuid)
    SELECT NEW.detection_id, NEW.text, NEW.reviewer, NEW.at_utc, NEW.uuid WHERE NOT EXISTS (SELECT 1 FROM current_undos u WHERE u.entry = NEW.uuid AND u.undone)
    ON CONFLICT (detection_id) DO UPDATE SET text = excluded.text, reviewer = excluded.reviewer, at_utc = excluded.at_utc, uuid = excluded.uuid
    WHERE (excluded.at_utc, excluded.uuid) > (current_comments.at_utc, current_comments.uuid);
    END;
CREATE TRIGGER comments_undone AFTER INSERT ON current_undos BEGIN
    INSERT INTO current_comments (detection_id, text, reviewer, at_utc, uuid)
    SELECT e.detection_id, e.text, e.reviewer, e.at_utc, e.uuid FROM comments e
    WHERE e.detection_id = (SELECT detection_id FROM comments WHERE uuid = NEW.entry) AND NOT EXISTS (SELECT 1 FROM current_undos u WHERE u.entry = e.uuid AND u.undone)
    ORDER BY e.at_utc DESC, e.uuid DESC LIMIT 1
    ON CONFLICT (detection_id) DO UPDATE SET text = excluded.text, reviewer = excluded.reviewer, at_utc = excluded.at_utc, uuid = excluded.uuid;
    DELETE FROM current_comments WHERE NEW.undone AND detection_id = (SELECT detection_id FROM comments WHERE uuid = NEW.entry) AND uuid = NEW.entry;
    END;
CREATE TRIGGER comments_undone_or_redone AFTER UPDATE ON current_undos BEGIN
    INSERT INTO current_comments (detection_id, text, reviewer, at_utc, uuid)
    SELECT e.detection_id, e.text, e.reviewer, e.at_utc, e.uuid FROM comments e
    WHERE e.detection_id = (SELECT detection_id FROM comments WHERE uuid = NEW.entry) AND NOT EXISTS (SELECT 1 FROM current_undos u WHERE u.entry = e.uuid AND u.undone)
    ORDER BY e.at_utc DESC, e.uuid DESC LIMIT 1
    ON CONFLICT (detection_id) DO UPDATE SET text = excluded.text, reviewer = excluded.reviewer, at_utc = excluded.at_utc, uuid = excluded.uuid;
    DELETE FROM current_comments WHERE NEW.undone AND detection_id = (SELECT detection_id FROM comments WHERE uuid = NEW.entry) AND uuid = NEW.entry;
    END;
CREATE TRIGGER annotation_edits_newest AFTER INSERT ON annotation_edits
    BEGIN
    INSERT INTO current_annotations (annotation, edit_id, recording_id, deleted, at_utc, uuid)
    SELECT NEW.annotation, NEW.id, NEW.recording_id, NEW.deleted, NEW.at_utc, NEW.uuid WHERE NOT EXISTS (SELECT 1 FROM current_undos u WHERE u.entry = NEW.uuid AND u.undone)
    ON CONFLICT (annotation) DO UPDATE SET edit_id = excluded.edit_id, recording_id = excluded.recording_id, deleted = excluded.deleted, at_utc = excluded.at_utc, uuid = excluded.uuid
    WHERE (excluded.at_utc, excluded.uuid) > (current_annotations.at_utc, current_annotations.uuid);
    END;
CREATE TRIGGER annotation_edits_undone AFTER INSERT ON current_undos BEGIN
    INSERT INTO current_annotations (annotation, edit_id, recording_id, deleted, at_utc, uuid)
    SELECT e.annotation, e.id, e.recording_id, e.deleted, e.at_utc, e.uuid FROM annotation_edits e
    WHERE e.annotation = (SELECT annotation FROM annotation_edits WHERE uuid = NEW.entry) AND NOT EXISTS (SELECT 1 FROM current_undos u WHERE u.entry = e.uuid AND u.undone)
    ORDER BY e.at_utc DESC, e.uuid DESC LIMIT 1
    ON CONFLICT (annotation) DO UPDATE SET edit_id = excluded.edit_id, recording_id = excluded.recording_id, deleted = excluded.deleted, at_utc = excluded.at_utc, uuid = excluded.uuid;
    DELETE FROM current_annotations WHERE NEW.undone AND annotation = (SELECT annotation FROM annotation_edits WHERE uuid = NEW.entry) AND uuid = NEW.entry;
    END;
CREATE TRIGGER annotation_edits_undone_or_redone AFTER UPDATE ON current_undos BEGIN
    INSERT INTO current_annotations (annotation, edit_id, recording_id, deleted, at_utc, uuid)
    SELECT e.annotation, e.id, e.recording_id, e.deleted, e.at_utc, e.uuid FROM annotation_edits e
    WHERE e.annotation = (SELECT annotation FROM annotation_edits WHERE uuid = NEW.entry) AND NOT EXISTS (SELECT 1 FROM current_undos u WHERE u.entry = e.uuid AND u.undone)
    ORDER BY e.at_utc DESC, e.uuid DESC LIMIT 1
    ON CONFLICT (annotation) DO UPDATE SET edit_id = excluded.edit_id, recording_id = excluded.recording_id, deleted = excluded.deleted, at_utc = excluded.at_utc, uuid = excluded.uuid;
    DELETE FROM current_annotations WHERE NEW.undone AND annotation = (SELECT annotation FROM annotation_edits WHERE uuid = NEW.entry) AND uuid = NEW.entry;
    END;
CREATE TRIGGER verdicts_hold_no_longer AFTER DELETE ON current_verdicts
        BEGIN
        UPDATE detections SET verdict = NULL, corrected_id = NULL WHERE id = OLD.detection_id;
        END;
CREATE TABLE reference_clips (
	id INTEGER NOT NULL, 
	uuid VARCHAR NOT NULL, 
	detection_id INTEGER NOT NULL, 
	species_id INTEGER NOT NULL, 
	reviewer VARCHAR NOT NULL, 
	at_utc VARCHAR NOT NULL, 
	CONSTRAINT pk_reference_clips PRIMARY KEY (id), 
	CONSTRAINT fk_reference_clips_detection_id FOREIGN KEY(detection_id) REFERENCES detections (id), 
	CONSTRAINT fk_reference_clips_species_id FOREIGN KEY(species_id) REFERENCES species (id), 
	CONSTRAINT uq_reference_clips_uuid UNIQUE (uuid)
);
CREATE INDEX ix_reference_clips_detection_id ON reference_clips (detection_id);
CREATE INDEX ix_reference_clips_species_id ON reference_clips (species_id);
CREATE TRIGGER reference_clips_are_not_changed BEFORE UPDATE ON reference_clips BEGIN SELECT RAISE(ABORT, 'the log of reference_clips is append-only'); END;
CREATE TRIGGER reference_clips_are_not_deleted BEFORE DELETE ON reference_clips BEGIN SELECT RAISE(ABORT, 'the log of reference_clips is append-only'); END;
CREATE TABLE setbacks (
	recording_id INTEGER NOT NULL, 
	content_hash VARCHAR NOT NULL, 
	starts INTEGER NOT NULL, 
	problem VARCHAR NOT NULL, 
	problem_text VARCHAR NOT NULL, 
	CONSTRAINT pk_setbacks PRIMARY KEY (recording_id), 
	CONSTRAINT fk_setbacks_recording_id FOREIGN KEY(recording_id) REFERENCES recordings (id)
);
CREATE TABLE recordings (
	id INTEGER NOT NULL, 
	media_root_id INTEGER NOT NULL, 
	path VARCHAR NOT NULL, 
	size INTEGER NOT NULL, 
	modified_ns INTEGER NOT NULL, 
	content_hash VARCHAR NOT NULL, 
	deployment_id INTEGER, 
	recorder VARCHAR, 
	serial VARCHAR, 
	prefix VARCHAR, 
	start_local VARCHAR, 
	start_source VARCHAR, 
	offset_minutes INTEGER, 
	offset_source VARCHAR, 
	clock_correction_s DOUBLE NOT NULL, 
	start_utc_ms INTEGER, 
	latitude DOUBLE, 
	longitude DOUBLE, 
	duration_s DOUBLE NOT NULL, 
	sample_rate INTEGER NOT NULL, 
	channels INTEGER NOT NULL, 
	usable BOOLEAN NOT NULL, 
	problem VARCHAR, 
	problem_text VARCHAR, 
	duplicate_of INTEGER, 
	details JSON NOT NULL, clock_doubt VARCHAR, local_us INTEGER GENERATED ALWAYS AS (CASE WHEN clock_doubt IS NULL
    THEN strftime('%s', substr(start_local, 1, 19)) * 1000000
    + CAST(substr(substr(start_local, 21) || '000000', 1, 6) AS INTEGER)
    + CAST(round(clock_correction_s * 1e6) AS INTEGER) END) VIRTUAL, doubted_latitude DOUBLE, doubted_longitude DOUBLE, replaced BOOLEAN DEFAULT 0 NOT NULL, removed BOOLEAN DEFAULT 0 NOT NULL, read_local VARCHAR, read_source VARCHAR, read_offset_minutes INTEGER, read_offset_source VARCHAR, is_placed BOOLEAN NOT NULL DEFAULT 1, 
	CONSTRAINT pk_recordings PRIMARY KEY (id), 
	CONSTRAINT fk_recordings_deployment_id FOREIGN KEY(deployment_id) REFERENCES deployments (id), 
	CONSTRAINT fk_recordings_duplicate_of FOREIGN KEY(duplicate_of) REFERENCES recordings (id), 
	CONSTRAINT fk_recordings_media_root_id FOREIGN KEY(media_root_id) REFERENCES media_roots (id)
);
CREATE INDEX ix_recordings_content_hash ON recordings (content_hash);
CREATE INDEX ix_recordings_deployment_id ON recordings (deployment_id);
CREATE INDEX ix_recordings_duplicate_of ON recordings (duplicate_of);
CREATE INDEX ix_recordings_start_utc_ms ON recordings (start_utc_ms);
CREATE UNIQUE INDEX ix_recordings_in_place ON recordings (media_root_id, path) WHERE NOT replaced;
CREATE INDEX ix_recordings_unplaced ON recordings (deployment_id) WHERE NOT is_placed;
CREATE TABLE said_starts (
	recording_id INTEGER NOT NULL, 
	local VARCHAR NOT NULL, 
	offset_minutes INTEGER, 
	CONSTRAINT pk_said_starts PRIMARY KEY (recording_id), 
	CONSTRAINT fk_said_starts_recording_id FOREIGN KEY(recording_id) REFERENCES recordings (id) ON DELETE CASCADE
);
CREATE TABLE heads (
	id INTEGER NOT NULL, 
	sha256 VARCHAR NOT NULL, 
	name VARCHAR NOT NULL, 
	title VARCHAR NOT NULL, 
	version VARCHAR NOT NULL, 
	network VARCHAR NOT NULL, 
	trained BOOLEAN NOT NULL, 
	activation VARCHAR NOT NULL, 
	floor DOUBLE NOT NULL, 
	manifest VARCHAR NOT NULL, 
	label_count INTEGER, follows BOOLEAN DEFAULT 1 NOT NULL, 
	CONSTRAINT pk_heads PRIMARY KEY (id), 
	CONSTRAINT uq_heads_sha256 UNIQUE (sha256)
);
CREATE TABLE labels (
	id INTEGER NOT NULL, 
	head_id INTEGER NOT NULL, 
	"index" INTEGER, 
	text VARCHAR NOT NULL, 
	species_id INTEGER, 
	kind VARCHAR NOT NULL, 
	CONSTRAINT pk_labels PRIMARY KEY (id), 
	CONSTRAINT fk_labels_head_id FOREIGN KEY(head_id) REFERENCES heads (id), 
	CONSTRAINT fk_labels_species_id FOREIGN KEY(species_id) REFERENCES species (id), 
	CONSTRAINT uq_labels_head_id_index UNIQUE (head_id, "index")
);
CREATE INDEX ix_labels_species_id ON labels (species_id);
CREATE TABLE pass_heads (
	pass_id INTEGER NOT NULL, 
	head_id INTEGER NOT NULL, 
	position INTEGER NOT NULL, 
	floor DOUBLE NOT NULL, 
	edges VARCHAR NOT NULL, 
	CONSTRAINT pk_pass_heads PRIMARY KEY (pass_id, head_id), 
	CONSTRAINT fk_pass_heads_pass_id FOREIGN KEY(pass_id) REFERENCES passes (id), 
	CONSTRAINT fk_pass_heads_head_id FOREIGN KEY(head_id) REFERENCES heads (id)
);
CREATE TABLE run_heads (
	run_id INTEGER NOT NULL, 
	head_id INTEGER NOT NULL, 
	position INTEGER NOT NULL, 
	CONSTRAINT pk_run_heads PRIMARY KEY (run_id, head_id), 
	CONSTRAINT fk_run_heads_run_id FOREIGN KEY(run_id) REFERENCES runs (id), 
	CONSTRAINT fk_run_heads_head_id FOREIGN KEY(head_id) REFERENCES heads (id)
);
CREATE INDEX ix_passes_former_fingerprint ON passes (former_fingerprint);
CREATE INDEX ix_runs_former_fingerprint ON runs (former_fingerprint);
CREATE TABLE pass_recordings (
	pass_id INTEGER NOT NULL, 
	recording_id INTEGER NOT NULL, 
	content_hash VARCHAR NOT NULL, 
	windows INTEGER NOT NULL, 
	analysed_s DOUBLE NOT NULL, 
	problem VARCHAR, 
	problem_text VARCHAR, 
	CONSTRAINT pk_pass_recordings PRIMARY KEY (pass_id, recording_id), 
	CONSTRAINT fk_pass_recordings_pass_id FOREIGN KEY(pass_id) REFERENCES passes (id), 
	CONSTRAINT fk_pass_recordings_recording_id FOREIGN KEY(recording_id) REFERENCES recordings (id)
);
CREATE TABLE "window_scores" (
	pass_id INTEGER NOT NULL, 
	head_id INTEGER NOT NULL, 
	recording_id INTEGER NOT NULL, 
	outputs BLOB NOT NULL, 
	histograms BLOB NOT NULL, 
	first_bin INTEGER DEFAULT '1' NOT NULL, 
	CONSTRAINT pk_window_scores PRIMARY KEY (pass_id, head_id, recording_id), 
	CONSTRAINT fk_window_scores_pass_id FOREIGN KEY(pass_id) REFERENCES passes (id), 
	CONSTRAINT fk_window_scores_head_id FOREIGN KEY(head_id) REFERENCES heads (id), 
	CONSTRAINT fk_window_scores_recording_id FOREIGN KEY(recording_id) REFERENCES recordings (id)
);
CREATE INDEX ix_pass_recordings_recording_id ON pass_recordings (recording_id);
CREATE INDEX ix_window_scores_recording_id ON window_scores (recording_id);
CREATE TABLE "detections" (
	id INTEGER NOT NULL, 
	run_id INTEGER NOT NULL, 
	recording_id INTEGER NOT NULL, 
	species_id INTEGER NOT NULL, label_id INTEGER NOT NULL, 
	start_s DOUBLE NOT NULL, 
	end_s DOUBLE NOT NULL, 
	low_hz DOUBLE, 
	high_hz DOUBLE, 
	score DOUBLE NOT NULL, 
	output DOUBLE NOT NULL, 
	listed BOOLEAN NOT NULL, 
	site_id INTEGER, 
	at_utc_ms INTEGER, 
	local_day INTEGER, 
	local_minute INTEGER, verdict VARCHAR, corrected_id INTEGER REFERENCES species (id), sunrise_minute INTEGER, sunset_minute INTEGER, held_species_id INTEGER GENERATED ALWAYS AS (coalesce(corrected_id, species_id)) VIRTUAL, at_local_ms INTEGER, ruled BOOLEAN DEFAULT 0 NOT NULL, 
	CONSTRAINT pk_detections PRIMARY KEY (id), 
	CONSTRAINT fk_detections_recording_id FOREIGN KEY(recording_id) REFERENCES recordings (id), 
	CONSTRAINT fk_detections_run_id FOREIGN KEY(run_id) REFERENCES runs (id), 
	CONSTRAINT fk_detections_site_id FOREIGN KEY(site_id) REFERENCES sites (id), 
	CONSTRAINT fk_detections_species_id FOREIGN KEY(species_id) REFERENCES species (id), 
	CONSTRAINT uq_detections_run_id_recording_id_label_id_start_s UNIQUE (run_id, recording_id, label_id, start_s), CONSTRAINT fk_detections_label_id FOREIGN KEY(label_id) REFERENCES labels (id)
);
CREATE INDEX ix_detections_species_id_at_utc_ms ON detections (species_id, at_utc_ms);
CREATE INDEX ix_detections_by_score ON detections (score, id, run_id, listed, verdict, species_id, site_id, local_day, local_minute, sunrise_minute, sunset_minute);
CREATE INDEX ix_detections_by_species ON detections (species_id, score, id, run_id, listed, verdict, site_id, local_day, local_minute, sunrise_minute, sunset_minute);
CREATE INDEX ix_detections_by_site ON detections (site_id, score, id, run_id, listed, verdict, species_id, local_day, local_minute, sunrise_minute, sunset_minute);
CREATE INDEX ix_detections_by_recording ON detections (recording_id, start_s, id, run_id, listed, verdict, species_id, score, site_id, local_day, local_minute, sunrise_minute, sunset_minute);
CREATE INDEX ix_detections_by_held_species ON detections (held_species_id, score, id, run_id, listed, verdict, site_id, local_day, local_minute, sunrise_minute, sunset_minute);
CREATE INDEX ix_detections_reviewed ON detections (verdict, score, id, run_id, listed, species_id, site_id, local_day, local_minute, sunrise_minute, sunset_minute) WHERE verdict IS NOT NULL;
CREATE INDEX ix_detections_by_time ON detections (at_local_ms, id, run_id, listed, verdict, species_id, score, site_id, local_day, local_minute, sunrise_minute, sunset_minute);
CREATE TRIGGER detections_placed_anew AFTER UPDATE OF site_id, at_utc_ms ON detections
    WHEN OLD.sunrise_minute IS NOT NULL
    AND (OLD.site_id IS NOT NEW.site_id OR OLD.at_utc_ms IS NOT NEW.at_utc_ms)
    BEGIN
    UPDATE detections SET sunrise_minute = NULL, sunset_minute = NULL WHERE id = NEW.id;
    END;
CREATE TRIGGER detections_are_immutable BEFORE UPDATE OF run_id, recording_id, species_id, label_id, start_s, end_s, low_hz, high_hz, score, output ON detections BEGIN SELECT RAISE(ABORT, 'what a network said is never changed'); END;
CREATE TABLE clip_labels (
	id INTEGER NOT NULL, 
	uuid VARCHAR NOT NULL, 
	recording_id INTEGER NOT NULL, 
	start_ms INTEGER NOT NULL, 
	end_ms INTEGER NOT NULL, 
	label VARCHAR NOT NULL, 
	present BOOLEAN NOT NULL, 
	exhaustive BOOLEAN NOT NULL, 
	reviewer VARCHAR NOT NULL, 
	at_utc VARCHAR NOT NULL, audit VARCHAR, batch VARCHAR, 
	CONSTRAINT pk_clip_labels PRIMARY KEY (id), 
	CONSTRAINT fk_clip_labels_recording_id FOREIGN KEY(recording_id) REFERENCES recordings (id), 
	CONSTRAINT uq_clip_labels_uuid UNIQUE (uuid)
);
CREATE INDEX ix_clip_labels_recording_id ON clip_labels (recording_id);
CREATE TRIGGER clip_labels_are_not_changed BEFORE UPDATE ON clip_labels BEGIN SELECT RAISE(ABORT, 'the log of clip_labels is append-only'); END;
CREATE TRIGGER clip_labels_are_not_deleted BEFORE DELETE ON clip_labels BEGIN SELECT RAISE(ABORT, 'the log of clip_labels is append-only'); END;
CREATE TABLE asked_clips (
	id INTEGER NOT NULL, 
	uuid VARCHAR NOT NULL, 
	round VARCHAR NOT NULL, 
	position INTEGER NOT NULL, 
	label VARCHAR NOT NULL, 
	recording_id INTEGER NOT NULL, 
	start_ms INTEGER NOT NULL, 
	end_ms INTEGER NOT NULL, 
	why VARCHAR NOT NULL, 
	score DOUBLE, 
	drawn_from INTEGER, 
	seed INTEGER NOT NULL, 
	reviewer VARCHAR NOT NULL, 
	at_utc VARCHAR NOT NULL, 
	CONSTRAINT pk_asked_clips PRIMARY KEY (id), 
	CONSTRAINT fk_asked_clips_recording_id FOREIGN KEY(recording_id) REFERENCES recordings (id), 
	CONSTRAINT uq_asked_clips_uuid UNIQUE (uuid)
);
CREATE INDEX ix_asked_clips_recording_id ON asked_clips (recording_id);
CREATE INDEX ix_asked_clips_label ON asked_clips (label);
CREATE TRIGGER asked_clips_are_not_changed BEFORE UPDATE ON asked_clips BEGIN SELECT RAISE(ABORT, 'the log of asked_clips is append-only'); END;
CREATE TRIGGER asked_clips_are_not_deleted BEFORE DELETE ON asked_clips BEGIN SELECT RAISE(ABORT, 'the log of asked_clips is append-only'); END;
CREATE TABLE rule_sets (
	name VARCHAR NOT NULL, 
	rules JSON NOT NULL, 
	changed_utc VARCHAR NOT NULL, 
	CONSTRAINT pk_rule_sets PRIMARY KEY (name)
);
CREATE TABLE run_rules (
	id INTEGER NOT NULL, 
	run_id INTEGER NOT NULL, 
	name VARCHAR NOT NULL, 
	rules JSON NOT NULL, 
	at_utc VARCHAR NOT NULL, 
	CONSTRAINT pk_run_rules PRIMARY KEY (id), 
	CONSTRAINT fk_run_rules_run_id FOREIGN KEY(run_id) REFERENCES runs (id)
);
CREATE INDEX ix_run_rules_run_id ON run_rules (run_id);
CREATE TRIGGER run_rules_are_not_changed BEFORE UPDATE ON run_rules BEGIN SELECT RAISE(ABORT, 'the log of run_rules is append-only'); END;
CREATE TRIGGER run_rules_are_not_deleted BEFORE DELETE ON run_rules BEGIN SELECT RAISE(ABORT, 'the log of run_rules is append-only'); END;
CREATE INDEX ix_detections_ruled ON detections (run_id, species_id, listed, verdict, site_id, local_day) WHERE ruled = 1;
CREATE TABLE moment_blocks (
	run_id INTEGER NOT NULL, 
	block INTEGER NOT NULL, 
	species_ids BLOB NOT NULL, 
	site_ids BLOB NOT NULL, 
	clocks_ms BLOB NOT NULL, 
	utc_ms BLOB NOT NULL, 
	ids BLOB NOT NULL, 
	recording_ids BLOB NOT NULL, 
	starts_us BLOB NOT NULL, 
	ends_us BLOB NOT NULL, 
	CONSTRAINT pk_moment_blocks PRIMARY KEY (run_id, block), 
	CONSTRAINT fk_moment_blocks_run_id FOREIGN KEY(run_id) REFERENCES runs (id)
);
CREATE TRIGGER moment_blocks_forget_added AFTER INSERT ON detections BEGIN
            DELETE FROM moment_blocks
            WHERE run_id = NEW.run_id AND block = NEW.recording_id / 1000;
            END;
CREATE TRIGGER moment_blocks_forget_changed AFTER UPDATE OF listed, site_id, at_utc_ms, at_local_ms ON detections BEGIN
            DELETE FROM moment_blocks
            WHERE run_id = NEW.run_id AND block = NEW.recording_id / 1000;
            END;
CREATE TRIGGER moment_blocks_forget_gone AFTER DELETE ON detections BEGIN
            DELETE FROM moment_blocks
            WHERE run_id = OLD.run_id AND block = OLD.recording_id / 1000;
            END;
CREATE TRIGGER detections_are_listed_as_they_were
        BEFORE UPDATE OF listed, ruled ON detections
        WHEN NEW.listed NOT BETWEEN 0 AND 3 OR NEW.ruled NOT BETWEEN 0 AND 1
            OR (NEW.listed + NEW.ruled) % 2 <> (OLD.listed + OLD.ruled) % 2
            AND NOT EXISTS (SELECT 1 FROM run_recordings WHERE place = ''
                AND run_id = OLD.run_id AND recording_id = OLD.recording_id)
        BEGIN SELECT RAISE(ABORT, 'what a network said is never changed'); END;
