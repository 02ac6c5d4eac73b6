#if PostgreSQL
/// What pg_dump writes of a database with version 1 of the schema, shortened.
let schemaVersion1 = #"""
    SET check_function_bodies = false;
    CREATE EXTENSION IF NOT EXISTS pg_trgm WITH SCHEMA public;
    CREATE FUNCTION public.note_after_delete() RETURNS trigger LANGUAGE plpgsql SET search_path TO '$user', 'public' AS $$
    DECLARE
    BEGIN
        UPDATE note_total SET total = total + (SELECT -count(*) FROM removed) WHERE shard = pg_backend_pid() % 64;
    INSERT INTO note_stale SELECT id FROM removed ON CONFLICT (id) DO UPDATE SET id = excluded.id;
    INSERT INTO note_past
        (note_id, title, content, is_pinned, created_at, updated_at, ended_at, is_deletion, user_name, ended_by)
        SELECT ended.id, ended.title, ended.content, ended.is_pinned, ended.created_at, ended.updated_at, note_now(), true,
            (SELECT user_name FROM note_author
                WHERE note_id = ended.id AND note_author.updated_at IS NOT DISTINCT FROM ended.updated_at),
            note_user()
        FROM removed AS ended;
    DELETE FROM note_author WHERE note_id IN (SELECT id FROM removed);
    RETURN NULL;
    END $$;
    CREATE FUNCTION public.note_after_insert() RETURNS trigger LANGUAGE plpgsql SET search_path TO '$user', 'public' AS $$
    DECLARE
        writer text := note_user(); highest bigint; sequence regclass := pg_get_serial_sequence('note', 'id');
    BEGIN
        UPDATE note_total SET total = total + (SELECT count(*) FROM added) WHERE shard = pg_backend_pid() % 64;
    INSERT INTO note_stale SELECT id FROM added ON CONFLICT (id) DO UPDATE SET id = excluded.id;
    IF writer IS NOT NULL THEN
        INSERT INTO note_author SELECT id, updated_at, writer FROM added
        ON CONFLICT (note_id) DO UPDATE SET updated_at = excluded.updated_at, user_name = excluded.user_name;
    END IF;
    SELECT max(id) INTO highest FROM added WHERE id < 9223372036854775807;
    IF highest > coalesce(pg_sequence_last_value(sequence), 0) AND highest < 9223372036854775807 THEN
        PERFORM setval(sequence, highest);
    END IF;
    RETURN NULL;
    END $$;
    CREATE FUNCTION public.note_after_update() RETURNS trigger LANGUAGE plpgsql SET search_path TO '$user', 'public' AS $$
    DECLARE
        writer text := note_user(); sequence regclass := pg_get_serial_sequence('note', 'id');
    BEGIN
        IF NEW.id <> OLD.id THEN
        INSERT INTO note_past
        (note_id, title, content, is_pinned, created_at, updated_at, ended_at, is_deletion, user_name, ended_by)
        SELECT ended.id, ended.title, ended.content, ended.is_pinned, ended.created_at, ended.updated_at, note_now(), true,
            (SELECT user_name FROM note_author
                WHERE note_id = ended.id AND note_author.updated_at IS NOT DISTINCT FROM ended.updated_at),
            note_user()
        FROM (SELECT OLD.*) AS ended;
        INSERT INTO note_stale VALUES (OLD.id), (NEW.id) ON CONFLICT (id) DO UPDATE SET id = excluded.id;
        DELETE FROM note_author WHERE note_id = OLD.id;
        IF NEW.id > coalesce(pg_sequence_last_value(sequence), 0) AND NEW.id < 9223372036854775807 THEN
        PERFORM setval(sequence, NEW.id);
    END IF;
    ELSIF (NEW.title, NEW.content, NEW.is_pinned, NEW.created_at)
        IS DISTINCT FROM (OLD.title, OLD.content, OLD.is_pinned, OLD.created_at) THEN
        INSERT INTO note_past
        (note_id, title, content, is_pinned, created_at, updated_at, ended_at, is_deletion, user_name, ended_by)
        SELECT ended.id, ended.title, ended.content, ended.is_pinned, ended.created_at, ended.updated_at, note_now(), false,
            (SELECT user_name FROM note_author
                WHERE note_id = ended.id AND note_author.updated_at IS NOT DISTINCT FROM ended.updated_at),
            NULL
        FROM (SELECT OLD.*) AS ended;
        IF (NEW.title, NEW.content) IS DISTINCT FROM (OLD.title, OLD.content) THEN
            INSERT INTO note_stale VALUES (NEW.id) ON CONFLICT (id) DO UPDATE SET id = excluded.id;
        END IF;
    END IF;
    IF writer IS NOT NULL AND NEW.updated_at IS DISTINCT FROM OLD.updated_at THEN
        INSERT INTO note_author VALUES (NEW.id, NEW.updated_at, writer)
        ON CONFLICT (note_id) DO UPDATE SET updated_at = excluded.updated_at, user_name = excluded.user_name;
    END IF;
    RETURN NULL;
    END $$;
    CREATE FUNCTION public.note_before_insert() RETURNS trigger LANGUAGE plpgsql SET search_path TO '$user', 'public' AS $$
    DECLARE
        last note_past;
    BEGIN
        SELECT * INTO last FROM note_past WHERE note_id = NEW.id ORDER BY id DESC LIMIT 1;
    IF NOT FOUND THEN
        IF NEW.updated_at IS NOT NULL AND NOT note_is_version(NEW.updated_at) THEN NEW.updated_at := note_now(); END IF;
    ELSIF (last.title, last.content, last.is_pinned, last.created_at, last.updated_at)
        IS DISTINCT FROM (NEW.title, NEW.content, NEW.is_pinned, NEW.created_at, NEW.updated_at) THEN
        -- A form with a version of a deleted note must not fit a later note with its id.
        NEW.updated_at := note_next_version(NEW.updated_at, note_latest_version(NEW.id, NULL));
    END IF;
    RETURN NEW;
    END $$;
    CREATE FUNCTION public.note_before_truncate() RETURNS trigger LANGUAGE plpgsql SET search_path TO '$user', 'public' AS $$
    DECLARE
    BEGIN
        UPDATE note_total SET total = 0;
    INSERT INTO note_stale SELECT id FROM note ON CONFLICT (id) DO UPDATE SET id = excluded.id;
    INSERT INTO note_past
        (note_id, title, content, is_pinned, created_at, updated_at, ended_at, is_deletion, user_name, ended_by)
        SELECT ended.id, ended.title, ended.content, ended.is_pinned, ended.created_at, ended.updated_at, note_now(), true,
            (SELECT user_name FROM note_author
                WHERE note_id = ended.id AND note_author.updated_at IS NOT DISTINCT FROM ended.updated_at),
            note_user()
        FROM note AS ended;
    DELETE FROM note_author;
    RETURN NULL;
    END $$;
    CREATE FUNCTION public.note_before_update() RETURNS trigger LANGUAGE plpgsql SET search_path TO '$user', 'public' AS $$
    DECLARE
    BEGIN
        IF NEW.id <> OLD.id THEN
        NEW.updated_at := note_next_version(NEW.updated_at, note_latest_version(NEW.id, OLD.updated_at));
    ELSIF (NEW.title, NEW.content, NEW.is_pinned, NEW.created_at, NEW.updated_at)
        IS DISTINCT FROM (OLD.title, OLD.content, OLD.is_pinned, OLD.created_at, OLD.updated_at) THEN
        NEW.updated_at := note_next_version(NEW.updated_at, OLD.updated_at);
    END IF;
    RETURN NEW;
    END $$;
    CREATE FUNCTION public.note_is_version(version timestamp) RETURNS boolean LANGUAGE sql IMMUTABLE AS $$
        SELECT version IS NOT NULL AND version >= timestamp '0001-01-01 BC' AND version < timestamp '9000-01-01' $$;
    CREATE FUNCTION public.note_latest_version(used_id bigint, other timestamp) RETURNS timestamp LANGUAGE sql STABLE AS $$
        SELECT max(version) FROM (
            SELECT other AS version UNION ALL SELECT updated_at FROM note_past WHERE note_id = used_id) AS versions
        WHERE note_is_version(version)
    $$;
    CREATE FUNCTION public.note_next_version(written timestamp, old timestamp) RETURNS timestamp LANGUAGE sql AS $$
        SELECT CASE
            WHEN note_is_version(written) AND (NOT note_is_version(old) OR written > old) THEN written
            WHEN note_is_version(old) THEN greatest(note_now(), old + interval '1 microsecond')
            ELSE note_now()
        END
    $$;
    CREATE FUNCTION public.note_now() RETURNS timestamp LANGUAGE sql AS $$ SELECT clock_timestamp() AT TIME ZONE 'UTC' $$;
    CREATE FUNCTION public.note_user() RETURNS text LANGUAGE sql STABLE AS $$
        SELECT nullif(current_setting('notes.user', true), '') $$;
    CREATE TABLE public.note (
        id bigint NOT NULL,
        title text NOT NULL,
        content text NOT NULL,
        is_pinned boolean,
        created_at timestamp,
        updated_at timestamp
    );
    CREATE TABLE public.note_author (
        note_id bigint NOT NULL,
        updated_at timestamp,
        user_name text NOT NULL
    );
    ALTER TABLE public.note ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (SEQUENCE NAME public.note_id_seq);
    CREATE TABLE public.note_key (
        user_name text NOT NULL,
        key text NOT NULL,
        content_hash text NOT NULL,
        note_id bigint NOT NULL,
        version text NOT NULL,
        created_at timestamp NOT NULL
    );
    CREATE TABLE public.note_mention (
        id bigint NOT NULL,
        kind smallint NOT NULL,
        name text NOT NULL COLLATE pg_catalog."C",
        shown text COLLATE pg_catalog."C"
    );
    CREATE TABLE public.note_past (
        id bigint NOT NULL,
        note_id bigint NOT NULL,
        title text,
        content text,
        is_pinned boolean,
        created_at timestamp,
        updated_at timestamp,
        ended_at timestamp NOT NULL,
        is_deletion boolean NOT NULL,
        restored_at timestamp,
        user_name text,
        ended_by text
    );
    ALTER TABLE public.note_past ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (SEQUENCE NAME public.note_past_id_seq);
    CREATE TABLE public.note_schema (
        version integer NOT NULL
    );
    CREATE TABLE public.note_stale (
        id bigint NOT NULL
    );
    CREATE TABLE public.note_text (
        id bigint NOT NULL,
        title text NOT NULL,
        content text NOT NULL
    );
    CREATE TABLE public.note_total (
        shard integer NOT NULL,
        total bigint NOT NULL
    )
    WITH (fillfactor='10');
    CREATE TABLE public.note_write (
        key uuid NOT NULL,
        note_id bigint,
        version timestamp,
        written_at timestamp DEFAULT (clock_timestamp() AT TIME ZONE 'UTC'::text) NOT NULL
    );
    ALTER TABLE ONLY public.note_author ADD CONSTRAINT note_author_pkey PRIMARY KEY (note_id);
    ALTER TABLE ONLY public.note_key ADD CONSTRAINT note_key_pkey PRIMARY KEY (user_name, key);
    ALTER TABLE ONLY public.note_past ADD CONSTRAINT note_past_pkey PRIMARY KEY (id);
    ALTER TABLE ONLY public.note ADD CONSTRAINT note_pkey PRIMARY KEY (id);
    ALTER TABLE ONLY public.note_stale ADD CONSTRAINT note_stale_pkey PRIMARY KEY (id);
    ALTER TABLE ONLY public.note_text ADD CONSTRAINT note_text_pkey PRIMARY KEY (id);
    ALTER TABLE ONLY public.note_total ADD CONSTRAINT note_total_pkey PRIMARY KEY (shard);
    ALTER TABLE ONLY public.note_write ADD CONSTRAINT note_write_pkey PRIMARY KEY (key);
    CREATE INDEX note_by_created ON public.note USING btree (created_at DESC NULLS LAST, id DESC);
    CREATE INDEX note_by_folded_title ON public.note USING btree (lower(("left"(title, 250) COLLATE "C")) NULLS FIRST, id);
    CREATE INDEX note_by_pinned ON public.note USING btree (((is_pinned IS TRUE)) DESC, created_at DESC NULLS LAST, id DESC);
    CREATE INDEX note_by_updated ON public.note USING btree (updated_at DESC NULLS LAST, id DESC);
    CREATE INDEX note_key_by_created ON public.note_key USING btree (created_at);
    CREATE INDEX note_mention_by_name ON public.note_mention USING btree (kind, "left"(name, 250), id);
    CREATE INDEX note_mention_by_note ON public.note_mention USING btree (id);
    CREATE INDEX note_past_by_note ON public.note_past USING btree (note_id, id);
    CREATE INDEX note_past_deleted ON public.note_past USING btree (ended_at, id) WHERE (is_deletion AND (restored_at IS NULL));
    CREATE INDEX note_text_by_content ON public.note_text USING gin (content public.gin_trgm_ops);
    CREATE INDEX note_text_by_title ON public.note_text USING gin (title public.gin_trgm_ops);
    CREATE INDEX note_write_by_time ON public.note_write USING btree (written_at);
    CREATE TRIGGER note_after_delete AFTER DELETE ON public.note REFERENCING OLD TABLE AS removed
        FOR EACH STATEMENT EXECUTE FUNCTION public.note_after_delete();
    CREATE TRIGGER note_after_insert AFTER INSERT ON public.note REFERENCING NEW TABLE AS added
        FOR EACH STATEMENT EXECUTE FUNCTION public.note_after_insert();
    CREATE TRIGGER note_after_update AFTER UPDATE ON public.note
        FOR EACH ROW EXECUTE FUNCTION public.note_after_update();
    CREATE TRIGGER note_before_insert BEFORE INSERT ON public.note
        FOR EACH ROW EXECUTE FUNCTION public.note_before_insert();
    CREATE TRIGGER note_before_truncate BEFORE TRUNCATE ON public.note
        FOR EACH STATEMENT EXECUTE FUNCTION public.note_before_truncate();
    CREATE TRIGGER note_before_update BEFORE UPDATE ON public.note
        FOR EACH ROW EXECUTE FUNCTION public.note_before_update();
    INSERT INTO note_schema VALUES (1);
    INSERT INTO note_total SELECT shard, 0 FROM generate_series(0, 63) AS shard;
    """#
#endif
