#if PostgreSQL
import Notes

/// The functions of the triggers on `note`.
///
/// They keep `note_total` and `note_stale` up to date, fill `note_past` and `note_author`, and make the version of a note
/// (`updated_at`) grow with every change. They do so for any program that writes `note`, whatever its search path is: all
/// names that are not built in have a schema. A function can also set a search path of its own, but that makes each insert
/// a tenth slower.
///
/// The store names its user in the setting `notes.user` of its transaction.
struct TriggerFunctions {
    /// The schema of the functions and of all tables but `note`, quoted if necessary.
    let schema: String
    /// The table `note` with its schema, quoted if necessary.
    let note: String
    /// The same as an SQL literal.
    let noteLiteral: String

    init(_ connection: Connection) throws {
        let row = try connection.run(Call(Self.selectNames), until: .none).first
        guard let schema = row?.text(0), let note = row?.text(1), let noteLiteral = row?.text(2) else {
            throw UserError("one of its tables note and note_past has disappeared; start again")
        }
        (self.schema, self.note, self.noteLiteral) = (schema, note, noteLiteral)
    }

    private static let selectNames = """
        SELECT quote_ident(past_schema.nspname), name, quote_literal(name)
        FROM pg_class AS past JOIN pg_namespace AS past_schema ON past_schema.oid = past.relnamespace,
            pg_class AS note JOIN pg_namespace AS note_schema ON note_schema.oid = note.relnamespace,
            format('%I.%I', note_schema.nspname, note.relname) AS name
        WHERE past.oid = to_regclass('note_past') AND note.oid = to_regclass('note')
        """

    /// The statements that create the functions, or replace those of an earlier version. They lock no table.
    var sql: String {
        """
        CREATE OR REPLACE FUNCTION \(schema).note_now() RETURNS timestamp LANGUAGE sql VOLATILE AS
            $note_body$ SELECT clock_timestamp() AT TIME ZONE 'UTC' $note_body$;

        -- Whether a time can be a version. After a time from the year 9000 on, there may be no later one.
        CREATE OR REPLACE FUNCTION \(schema).note_is_version(version timestamp) RETURNS boolean LANGUAGE sql IMMUTABLE AS
            $note_body$
                SELECT version IS NOT NULL AND version >= timestamp '0001-01-01 BC' AND version < timestamp '9000-01-01'
            $note_body$;

        -- The version of a change after the version `old`: the time that a program wrote if that is later, or else now.
        CREATE OR REPLACE FUNCTION \(schema).note_next_version(written timestamp, old timestamp) RETURNS timestamp
        LANGUAGE sql VOLATILE AS $note_body$
            SELECT CASE
                WHEN \(schema).note_is_version(written) AND (NOT \(schema).note_is_version(old) OR written > old) THEN written
                WHEN \(schema).note_is_version(old) THEN greatest(\(schema).note_now(), old + interval '1 microsecond')
                ELSE \(schema).note_now()
            END
        $note_body$;

        -- The latest of a time and of all versions that an id has had.
        CREATE OR REPLACE FUNCTION \(schema).note_latest_version(used_id bigint, other timestamp) RETURNS timestamp
        LANGUAGE sql STABLE AS $note_body$
            SELECT max(version) FROM (
                SELECT other AS version
                UNION ALL SELECT updated_at FROM \(schema).note_past WHERE note_id = used_id) AS versions
            WHERE \(schema).note_is_version(version)
        $note_body$;

        CREATE OR REPLACE FUNCTION \(schema).note_user() RETURNS text LANGUAGE sql STABLE AS
            $note_body$ SELECT nullif(current_setting('notes.user', true), '') $note_body$;

        \(function("note_before_insert", declare: "last \(schema).note_past;", """
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
        \(function("note_after_insert", declare: "highest bigint;", """
            WITH counted AS (\(count("(SELECT count(*) FROM added)"))), stale AS (\(markStale("SELECT id FROM added")))
            SELECT max(id) INTO highest FROM added WHERE id < 9223372036854775807;
            IF \(schema).note_user() IS NOT NULL THEN
                \(setAuthor("SELECT id, updated_at, \(schema).note_user() FROM added"));
            END IF;
            \(raiseSequence("highest"))
            RETURN NULL;
            """))

        \(function("note_before_update", """
            IF NEW.id <> OLD.id THEN
                NEW.updated_at := \(schema).note_next_version(
                    NEW.updated_at, \(schema).note_latest_version(NEW.id, OLD.updated_at));
            ELSIF (NEW.title, NEW.content, NEW.is_pinned, NEW.created_at, NEW.updated_at)
                IS DISTINCT FROM (OLD.title, OLD.content, OLD.is_pinned, OLD.created_at, OLD.updated_at) THEN
                NEW.updated_at := \(schema).note_next_version(NEW.updated_at, OLD.updated_at);
            END IF;
            RETURN NEW;
            """))

        \(function("note_after_update", """
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

        \(function("note_after_delete", """
            \(count("(SELECT -count(*) FROM removed)"));
            \(markStale("SELECT id FROM removed"));
            \(addPast("removed AS ended", isDeletion: true));
            DELETE FROM \(schema).note_author WHERE note_id IN (SELECT id FROM removed);
            RETURN NULL;
            """))

        -- TRUNCATE deletes all notes, and fires no other trigger.
        \(function("note_before_truncate", """
            UPDATE \(schema).note_total SET total = 0;
            \(markStale("SELECT id FROM \(note)"));
            \(addPast("\(note) AS ended", isDeletion: true));
            DELETE FROM \(schema).note_author;
            RETURN NULL;
            """))
        """
    }

    private func function(_ name: String, declare: String = "", _ body: String) -> String {
        """
        CREATE OR REPLACE FUNCTION \(schema).\(name)() RETURNS trigger LANGUAGE plpgsql AS $note_body$
        DECLARE
            \(declare)
        BEGIN
            \(body)
        END $note_body$;
        """
    }

    /// If a program chose an id, later notes get higher ids. The highest id of all has no successor.
    private func raiseSequence(_ id: String) -> String {
        let sequence = "pg_get_serial_sequence(\(noteLiteral), 'id')::regclass"
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
