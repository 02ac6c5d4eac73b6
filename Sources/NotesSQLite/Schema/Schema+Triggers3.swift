/// The triggers of version 3 of the schema, which are still the current triggers. Migration 3 uses them, so they must
/// not change: a version with other triggers gets a file of its own.
extension Schema {
    /// `note_total` has the number of notes. COUNT(*) would be slow, because it reads all notes. For the other tables, see
    /// the triggers.
    static let totalOfVersion3 = """
        CREATE TABLE note_total (total INTEGER NOT NULL);
        CREATE TABLE note_replaced (id, title, content, is_pinned, created_at, updated_at, was_deleted);
        CREATE TABLE note_unusual (id);
        """

    /// The triggers keep `note_total` and `note_stale` up to date, fill `note_past`, and make the version of a note
    /// (`updated_at`) grow with every change. They do so for any program that writes `note`.
    ///
    /// `note_replaced` holds the row that a statement is about to replace: REPLACE deletes it without the delete trigger
    /// (https://www.sqlite.org/lang_conflict.html). A BEFORE trigger puts the row there, and an AFTER trigger takes it.
    /// The BEFORE trigger cannot do all the work: with OR IGNORE or an upsert, the row may stay in `note`.
    ///
    /// In a BEFORE INSERT trigger, `new.id` is -1 if SQLite will choose the id
    /// (https://www.sqlite.org/lang_createtrigger.html#cautions_on_the_use_of_before_triggers). Then `note_replaced` gets
    /// the note -1 of another program, if there is one. The AFTER trigger ignores this row, because it knows the real id.
    ///
    /// With `PRAGMA recursive_triggers`, REPLACE fires the delete trigger as well. This trigger sets `was_deleted`, so
    /// the AFTER trigger turns the deletion into a replacement and counts it once.
    ///
    /// A note that is stale already must not be marked again: `note_stale` keeps the text that the index holds, which
    /// is older. The triggers check this with NOT IN. OR IGNORE would not work always, because an OR clause of the
    /// statement that fires a trigger overrides the OR clauses inside the trigger (same page). For the same reason,
    /// `note_past` has no unique column but its id.
    ///
    /// An inserted row may replace a note, have the id of a deleted note, or have a time in another form. Then
    /// `note_after_unusual_insert` runs, and lets a trigger on `note_unusual` do the work. All other inserts cost only the
    /// condition. SQLite prepares the memory for a trigger's statements before it checks the condition, so one trigger
    /// with all of them would slow down every insert. SQLite does not define which of the two AFTER INSERT triggers on
    /// `note` runs first. Each order has the same result.
    ///
    /// The history triggers name their columns, so they do not fire again when a trigger corrects `updated_at`.
    static let triggersOfVersion3 = """
        CREATE TRIGGER note_before_insert BEFORE INSERT ON note
        WHEN EXISTS (SELECT 1 FROM note WHERE id = new.id) OR EXISTS (SELECT 1 FROM note_replaced) BEGIN
            DELETE FROM note_replaced;
            INSERT INTO note_replaced SELECT \(noteColumns), 0 FROM note WHERE id = new.id;
        END;
        CREATE TRIGGER note_after_insert AFTER INSERT ON note BEGIN
            UPDATE note_total SET total = total + 1;
            INSERT INTO note_stale SELECT new.id, 0, NULL, NULL
                WHERE new.id NOT IN (SELECT id FROM note_stale)
                AND NOT EXISTS (SELECT 1 FROM note_replaced WHERE id = new.id);
        END;
        CREATE TRIGGER note_after_unusual_insert AFTER INSERT ON note
        WHEN EXISTS (SELECT 1 FROM note_replaced WHERE id = new.id) OR EXISTS (SELECT 1 FROM note_past WHERE note_id = new.id)
            OR (new.updated_at IS NOT NULL AND \(isVersion("new.updated_at")) IS NOT TRUE) BEGIN
            INSERT INTO note_unusual VALUES (new.id);
        END;
        CREATE TRIGGER note_unusual_insert AFTER INSERT ON note_unusual BEGIN
            UPDATE note_total SET total = total - \(countReplaced);
            \(markReplacedAsStale)
            \(undoDeletion)
            \(recordReplaced)
                AND (title, content, is_pinned, created_at)
                    IS NOT (SELECT title, content, is_pinned, created_at FROM note WHERE id = new.id);
            UPDATE note SET updated_at = \(insertedVersion) WHERE id = new.id AND \(isSameAsBefore) IS NOT TRUE;
            DELETE FROM note_replaced WHERE id = new.id;
            DELETE FROM note_unusual;
        END;
        CREATE TRIGGER note_after_update AFTER UPDATE OF title, content ON note
        WHEN old.id IS new.id AND (old.title, old.content) IS NOT (new.title, new.content) BEGIN
            \(markOldAsStale)
        END;
        CREATE TRIGGER note_after_change AFTER UPDATE OF title, content, is_pinned, created_at ON note
        WHEN old.id IS new.id AND \(isChange) BEGIN
            \(recordOld(isDeletion: false))
        END;
        CREATE TRIGGER note_version AFTER UPDATE OF title, content, is_pinned, created_at, updated_at ON note
        WHEN old.id IS new.id AND (\(isChange) OR old.updated_at IS NOT new.updated_at)
            AND \(isNoVersion(after: "old.updated_at")) BEGIN
            UPDATE note SET updated_at = \(next(after: "old.updated_at")) WHERE id = new.id;
        END;
        CREATE TRIGGER note_before_move BEFORE UPDATE OF id ON note WHEN new.id IS NOT old.id BEGIN
            DELETE FROM note_replaced;
            INSERT INTO note_replaced SELECT \(noteColumns), 0 FROM note WHERE id = new.id;
        END;
        CREATE TRIGGER note_after_move AFTER UPDATE OF id ON note WHEN new.id IS NOT old.id BEGIN
            UPDATE note_total SET total = total - \(countReplaced);
            \(markReplacedAsStale)
            \(markOldAsStale)
            INSERT INTO note_stale SELECT new.id, 0, NULL, NULL WHERE new.id NOT IN (SELECT id FROM note_stale);
            \(undoDeletion)
            \(recordReplaced);
            \(recordOld(isDeletion: true))
            UPDATE note SET updated_at = \(next(after: latest(and: "old.updated_at")))
                WHERE id = new.id AND \(isNoVersion(after: latest(and: "old.updated_at")));
            DELETE FROM note_replaced;
        END;
        CREATE TRIGGER note_after_delete AFTER DELETE ON note BEGIN
            UPDATE note_total SET total = total - 1;
            \(markOldAsStale)
            \(recordOld(isDeletion: true))
            DELETE FROM note_author WHERE note_id = old.id;
            UPDATE note_replaced SET was_deleted = 1 WHERE id = old.id;
        END;
        """

    private static let valueColumns = "title, content, is_pinned, created_at, updated_at"
    private static let noteColumns = "id, \(valueColumns)"

    /// Now, in the form of `updated_at`. SQLite's clock has milliseconds.
    private static let now = "strftime('%Y-%m-%d %H:%M:%f000', 'now')"

    /// Whether a value is a version: a time in the form of `updated_at` that exists in the calendar. A time from the year
    /// 9000 on is no version, because the last time of all would have no successor.
    ///
    /// SQLite converts a date such as February 31 to a date in March, so the texts differ. The modifier makes old
    /// releases of SQLite do so, too. The length of the BLOB includes a NUL, at which SQLite's text functions stop.
    private static func isVersion(_ time: String) -> String {
        """
        (strftime('%Y-%m-%d %H:%M:%S', substr(\(time), 1, 19), '+0 days') = substr(\(time), 1, 19)
            AND substr(\(time), 20) GLOB '.[0-9][0-9][0-9][0-9][0-9][0-9]' AND \(time) < '9'
            AND length(CAST(\(time) AS BLOB)) = 26)
        """
    }

    /// The version of a change after the version `old`: now, or 1 µs after `old` if the clock is behind. Computed on the
    /// text, because the date functions of SQLite have no microseconds.
    private static func next(after old: String) -> String {
        """
        (SELECT coalesce(
            CASE
            WHEN \(isVersion(old)) IS NOT TRUE OR now > \(old) THEN now
            WHEN substr(\(old), 21) < '999999' THEN printf('%s.%06d', substr(\(old), 1, 19), substr(\(old), 21, 6) + 1)
            ELSE strftime('%Y-%m-%d %H:%M:%S', substr(\(old), 1, 19), '+1 second') || '.000000'
            END, now) FROM (SELECT \(now) AS now))
        """
    }

    /// Whether the time that a program wrote cannot be the version after `old`.
    private static func isNoVersion(after old: String) -> String {
        "(\(isVersion("new.updated_at")) IS NOT TRUE OR (new.updated_at <= \(old) AND \(isVersion(old))))"
    }

    private static let isChange =
        "(old.title, old.content, old.is_pinned, old.created_at) IS NOT (new.title, new.content, new.is_pinned, new.created_at)"

    /// The latest of a time and of all versions that the id `new.id` has had; NULL if there are none. The past of an id
    /// includes deleted notes: a form with a version of a deleted note must not fit a later note.
    private static func latest(and time: String) -> String {
        """
        (SELECT max(time) FROM (SELECT \(time) AS time UNION ALL SELECT updated_at FROM note_past WHERE note_id = new.id)
            WHERE \(isVersion("time")))
        """
    }

    /// The version of an inserted note: the time that the program stored, if that time is later than all versions that
    /// the id has had.
    private static let insertedVersion = """
        (SELECT CASE WHEN inserted < '9' AND (latest IS NULL OR inserted > latest) THEN inserted
                ELSE \(next(after: "latest")) END
            FROM (SELECT \(inForm("(SELECT updated_at FROM note WHERE id = new.id)")) AS inserted, \(latest(and: replacedTime)) AS latest))
        """

    /// Whether an inserted note is the one that it replaces, or the last one that had its id. Such a note keeps its version.
    private static let isSameAsBefore = """
        (SELECT (\(valueColumns)) IS (SELECT \(valueColumns) FROM note WHERE id = new.id)
            FROM (SELECT *, 1 AS is_replaced FROM (SELECT \(valueColumns) FROM note_replaced WHERE id = new.id)
                UNION ALL SELECT *, 0 FROM (
                    SELECT \(valueColumns) FROM note_past WHERE note_id = new.id ORDER BY id DESC LIMIT 1))
            ORDER BY is_replaced DESC LIMIT 1)
        """

    private static let replacedTime = "(SELECT updated_at FROM note_replaced WHERE id = new.id)"

    /// Brings the times that other programs have stored without the triggers into the form of a version. The operator +
    /// removes the column's type, with which SQLite would compare the time with a number
    /// (https://www.sqlite.org/datatype3.html#type_conversions_prior_to_comparison).
    static let timesOfVersion3 = """
        UPDATE note SET updated_at = \(inForm("updated_at"))
            WHERE \(isVersion("+updated_at")) IS NOT TRUE AND \(inForm("updated_at")) < '9';
        """

    /// A time in the form of `updated_at`; NULL if the value is no time. Reads the same forms as `Timestamp(utf8:)`.
    private static func inForm(_ value: String) -> String {
        """
        (SELECT second || '.' || substr(substr(fraction, 2) || '000000', 1, 6)
            FROM (SELECT strftime('%Y-%m-%d %H:%M:%S', substr(text, 1, 19), '+0 days') AS second, text,
                    substr(text, 20, length(text) - 19 - (text GLOB '*Z')) AS fraction
                FROM (SELECT CAST(\(value) AS TEXT) AS text))
            WHERE second = replace(substr(text, 1, 19), 'T', ' ') AND (fraction = ''
                OR (fraction GLOB '.[0-9]*' AND substr(fraction, 2) NOT GLOB '*[^0-9]*' AND length(fraction) <= 7)))
        """
    }

    private static let markOldAsStale = """
        INSERT INTO note_stale SELECT old.id, 1, old.title, old.content WHERE old.id NOT IN (SELECT id FROM note_stale);
        """

    private static let markReplacedAsStale = """
        INSERT INTO note_stale SELECT id, 1, title, content FROM note_replaced
            WHERE id = new.id AND id NOT IN (SELECT id FROM note_stale);
        """

    /// Records the row `old` of a trigger as the past of its note.
    private static func recordOld(isDeletion: Bool) -> String {
        """
        INSERT INTO note_past (note_id, title, content, is_pinned, created_at, updated_at, ended_at, is_deletion, user)
            SELECT old.id, old.title, old.content, old.is_pinned, old.created_at, old.updated_at, \(now), \(isDeletion ? 1 : 0),
                (SELECT user FROM note_author WHERE note_id = old.id AND updated_at IS old.updated_at);
        """
    }

    private static let countReplaced = "(SELECT count(*) FROM note_replaced WHERE id = new.id AND NOT was_deleted)"

    private static let undoDeletion = """
        UPDATE note_past SET is_deletion = 0 WHERE id = (
            SELECT max(note_past.id) FROM note_replaced CROSS JOIN note_past ON note_past.note_id = note_replaced.id
            WHERE note_replaced.id = new.id AND was_deleted);
        """

    /// Records the row in `note_replaced` as the past of the note `new`. The caller ends the statement.
    private static let recordReplaced = """
        INSERT INTO note_past (note_id, title, content, is_pinned, created_at, updated_at, ended_at, is_deletion, user)
            SELECT id, title, content, is_pinned, created_at, updated_at, \(now), 0,
                (SELECT user FROM note_author WHERE note_id = new.id AND note_author.updated_at IS note_replaced.updated_at)
            FROM note_replaced WHERE id = new.id AND NOT was_deleted
        """
}
