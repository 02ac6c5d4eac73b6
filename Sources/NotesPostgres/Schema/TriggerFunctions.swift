#if PostgreSQL
/// The triggers on `note`, and their functions.
///
/// They keep `note_total` and `note_stale` up to date, fill `note_past` and `note_author`, and make the version of a note
/// (`updated_at`) grow with every change. They do so for any program that writes `note`, whatever its search path is.
/// So all names have a schema. A function with a search path of its own would do, but makes each insert a tenth slower.
///
/// The store names its user in the setting `notes.user` of its transaction.
struct TriggerFunctions {
    /// The schema of all tables and functions, quoted if necessary.
    let schema: String

    /// The statements that create the functions and triggers, or replace those of an earlier version.
    var sql: String {
        """
        CREATE OR REPLACE FUNCTION \(schema).note_now() RETURNS timestamp LANGUAGE sql VOLATILE AS
            $$ SELECT clock_timestamp() AT TIME ZONE 'UTC' $$;

        -- Whether a time can be a version. After a time from the year 9000 on, there may be no later one.
        CREATE OR REPLACE FUNCTION \(schema).note_is_version(version timestamp) RETURNS boolean LANGUAGE sql IMMUTABLE AS
            $$ SELECT version IS NOT NULL AND version >= timestamp '0001-01-01 BC' AND version < timestamp '9000-01-01' $$;

        -- The version of a change after the version `old`: the time that a program wrote if that is later, or else now.
        CREATE OR REPLACE FUNCTION \(schema).note_next_version(written timestamp, old timestamp) RETURNS timestamp
        LANGUAGE sql VOLATILE AS $$
            SELECT CASE
                WHEN \(schema).note_is_version(written) AND (NOT \(schema).note_is_version(old) OR written > old) THEN written
                WHEN \(schema).note_is_version(old) THEN greatest(\(schema).note_now(), old + interval '1 microsecond')
                ELSE \(schema).note_now()
            END
        $$;

        -- The latest of a time and of all versions that an id has had.
        CREATE OR REPLACE FUNCTION \(schema).note_latest_version(used_id bigint, other timestamp) RETURNS timestamp
        LANGUAGE sql STABLE AS $$
            SELECT max(version) FROM (
                SELECT other AS version
                UNION ALL SELECT updated_at FROM \(schema).note_past WHERE note_id = used_id) AS versions
            WHERE \(schema).note_is_version(version)
        $$;

        CREATE OR REPLACE FUNCTION \(schema).note_user() RETURNS text LANGUAGE sql STABLE AS
            $$ SELECT nullif(current_setting('notes.user', true), '') $$;

        \(trigger("note_before_insert", "BEFORE INSERT ON note FOR EACH ROW", declare: "last \(schema).note_past;", """
            SELECT * INTO last FROM \(schema).note_past WHERE note_id = NEW.id ORDER BY id DESC LIMIT 1;
            IF NOT FOUND THEN
                IF NEW.updated_at IS NOT NULL AND NOT \(schema).note_is_version(NEW.updated_at) THEN
                    NEW.updated_at := \(schema).note_now();
                END IF;
            ELSIF (last.title, last.content, last.is_pinned, last.created_at, last.updated_at)
                IS DISTINCT FROM (NEW.title, NEW.content, NEW.is_pinned, NEW.created_at, NEW.updated_at) THEN
                -- A form with a version of a deleted note must not fit a later note with its id.
                NEW.updated_at := \(schema).note_next_version(
                    NEW.updated_at, \(schema).note_latest_version(NEW.id, NULL));
            END IF;
            RETURN NEW;
            """))

        -- One statement does three things here, because each statement of a function takes some microseconds.
        \(trigger(
            "note_after_insert", "AFTER INSERT ON note REFERENCING NEW TABLE AS added FOR EACH STATEMENT",
            declare: "highest bigint;", """
            WITH counted AS (\(count("(SELECT count(*) FROM added)"))), stale AS (\(markStale("SELECT id FROM added")))
            SELECT max(id) INTO highest FROM added WHERE id < 9223372036854775807;
            IF \(schema).note_user() IS NOT NULL THEN
                \(setAuthor("SELECT id, updated_at, \(schema).note_user() FROM added"));
            END IF;
            \(raiseSequence("highest"))
            RETURN NULL;
            """))

        \(trigger("note_before_update", "BEFORE UPDATE ON note FOR EACH ROW", """
            IF NEW.id <> OLD.id THEN
                NEW.updated_at := \(schema).note_next_version(
                    NEW.updated_at, \(schema).note_latest_version(NEW.id, OLD.updated_at));
            ELSIF (NEW.title, NEW.content, NEW.is_pinned, NEW.created_at, NEW.updated_at)
                IS DISTINCT FROM (OLD.title, OLD.content, OLD.is_pinned, OLD.created_at, OLD.updated_at) THEN
                NEW.updated_at := \(schema).note_next_version(NEW.updated_at, OLD.updated_at);
            END IF;
            RETURN NEW;
            """))

        \(trigger("note_after_update", "AFTER UPDATE ON note FOR EACH ROW", """
            IF NEW.id <> OLD.id THEN
                \(addPast("(SELECT OLD.*) AS ended", isDeletion: true));
                \(markStale("VALUES (OLD.id), (NEW.id)"));
                DELETE FROM \(schema).note_author WHERE note_id = OLD.id;
                \(raiseSequence("NEW.id"))
            ELSIF (NEW.title, NEW.content, NEW.is_pinned, NEW.created_at)
                IS DISTINCT FROM (OLD.title, OLD.content, OLD.is_pinned, OLD.created_at) THEN
                \(addPast("(SELECT OLD.*) AS ended", isDeletion: false));
                IF (NEW.title, NEW.content) IS DISTINCT FROM (OLD.title, OLD.content) THEN
                    \(markStale("VALUES (NEW.id)"));
                END IF;
            END IF;
            IF \(schema).note_user() IS NOT NULL AND NEW.updated_at IS DISTINCT FROM OLD.updated_at THEN
                \(setAuthor("VALUES (NEW.id, NEW.updated_at, \(schema).note_user())"));
            END IF;
            RETURN NULL;
            """))

        \(trigger("note_after_delete", "AFTER DELETE ON note REFERENCING OLD TABLE AS removed FOR EACH STATEMENT", """
            \(count("(SELECT -count(*) FROM removed)"));
            \(markStale("SELECT id FROM removed"));
            \(addPast("removed AS ended", isDeletion: true));
            DELETE FROM \(schema).note_author WHERE note_id IN (SELECT id FROM removed);
            RETURN NULL;
            """))

        -- TRUNCATE deletes all notes, and fires no other trigger.
        \(trigger("note_before_truncate", "BEFORE TRUNCATE ON note FOR EACH STATEMENT", """
            UPDATE \(schema).note_total SET total = 0;
            \(markStale("SELECT id FROM \(schema).note"));
            \(addPast("\(schema).note AS ended", isDeletion: true));
            DELETE FROM \(schema).note_author;
            RETURN NULL;
            """))
        """
    }

    /// - Parameter event: when the trigger fires.
    private func trigger(_ name: String, _ event: String, declare: String = "", _ body: String) -> String {
        """
        CREATE OR REPLACE FUNCTION \(schema).\(name)() RETURNS trigger LANGUAGE plpgsql AS $$
        DECLARE
            \(declare)
        BEGIN
            \(body)
        END $$;
        CREATE OR REPLACE TRIGGER \(name) \(event.replacing("ON note", with: "ON \(schema).note"))
            EXECUTE FUNCTION \(schema).\(name)();
        """
    }

    /// If a program chose an id, later notes get higher ids. The highest id of all has no successor.
    private func raiseSequence(_ id: String) -> String {
        let sequence = "pg_get_serial_sequence('\(schema).note', 'id')::regclass"
        return """
            IF \(id) > coalesce(pg_sequence_last_value(\(sequence)), 0) AND \(id) < 9223372036854775807 THEN
                PERFORM setval(\(sequence), \(id));
            END IF;
            """
    }

    private func count(_ difference: String) -> String {
        "UPDATE \(schema).note_total SET total = total + \(difference) WHERE shard = pg_backend_pid() % 64"
    }

    /// An upsert, so that it waits for the indexer, which deletes the row. With DO NOTHING, a change could stay unindexed.
    private func markStale(_ ids: String) -> String {
        "INSERT INTO \(schema).note_stale \(ids) ON CONFLICT (id) DO UPDATE SET id = excluded.id"
    }

    private func setAuthor(_ rows: String) -> String {
        """
        INSERT INTO \(schema).note_author \(rows)
            ON CONFLICT (note_id) DO UPDATE SET updated_at = excluded.updated_at, user_name = excluded.user_name
        """
    }

    private func addPast(_ source: String, isDeletion: Bool) -> String {
        """
        INSERT INTO \(schema).note_past
            (note_id, title, content, is_pinned, created_at, updated_at, ended_at, is_deletion, user_name, ended_by)
            SELECT ended.id, ended.title, ended.content, ended.is_pinned, ended.created_at, ended.updated_at,
                \(schema).note_now(), \(isDeletion),
                (SELECT author.user_name FROM \(schema).note_author AS author
                    WHERE author.note_id = ended.id AND author.updated_at IS NOT DISTINCT FROM ended.updated_at),
                \(isDeletion ? "\(schema).note_user()" : "NULL")
            FROM \(source)
        """
    }
}
#endif
