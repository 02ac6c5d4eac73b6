<?php
declare(strict_types=1);

/** What differs between the two kinds of database. */
enum Dialect
{
    case SQLite;
    case PostgreSQL;

    /**
     * The options of PDO for this kind.
     *
     * A prepared statement of PDO ends with the request, so preparing it on the server would only be one more round trip.
     * The texts of the parameters still travel apart from the SQL.
     */
    public function options(): array
    {
        return $this === self::PostgreSQL ? [PDO::PGSQL_ATTR_DISABLE_PREPARES => true] : [];
    }

    /** The columns of a note. PostgreSQL itself shows a time without the zeros at its end. */
    public function columns(): string
    {
        return $this === self::SQLite
            ? 'id, title, content, is_pinned, created_at, updated_at'
            : "id, title, content, is_pinned, to_char(created_at, 'YYYY-MM-DD HH24:MI:SS.US') AS created_at,"
                . " to_char(updated_at, 'YYYY-MM-DD HH24:MI:SS.US') AS updated_at";
    }

    /** The condition of a search. LIKE of SQLite ignores the case of letters, and so does ILIKE, which knows \ by itself. */
    public function found(): string
    {
        return $this === self::SQLite
            ? "(title LIKE :pattern ESCAPE '\\' OR content LIKE :pattern ESCAPE '\\')"
            : '(title ILIKE :pattern OR content ILIKE :pattern)';
    }

    public function begin(): string
    {
        return $this === self::SQLite ? 'BEGIN IMMEDIATE' : 'BEGIN';
    }

    public function forUpdate(): string
    {
        return $this === self::SQLite ? '' : ' FOR UPDATE';
    }

    public function returning(): string
    {
        return $this === self::SQLite ? '' : ' RETURNING id';
    }
}
