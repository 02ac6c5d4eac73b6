<?php
declare(strict_types=1);

/** The table of notes, in SQLite or PostgreSQL. */
final class Store
{
    // The name of the table keeps PostgreSQL from sorting by the text that the dialect makes of the time.
    public const NEWEST = 'note.created_at DESC, id DESC';
    public const PINNED = 'is_pinned DESC, note.created_at DESC, id DESC';

    private function __construct(private readonly PDO $db, private readonly Dialect $dialect)
    {
    }

    /**
     * A process of the pool keeps its connection from one request to the next, and with SQLite also the pages that it has
     * read. Nothing has to be set on it each time: WAL is a property of the file, synchronous=FULL is SQLite's default, and
     * the timeout, in seconds, is the one for a busy database.
     */
    public static function open(): self
    {
        $name = getenv('NOTES_DB');
        $dialect = str_starts_with($name, 'pgsql:') ? Dialect::PostgreSQL : Dialect::SQLite;
        return new self(new PDO($name, null, null, $dialect->options() + [
            PDO::ATTR_PERSISTENT => true,
            PDO::ATTR_TIMEOUT => 5,
            PDO::ATTR_ERRMODE => PDO::ERRMODE_EXCEPTION,
            PDO::ATTR_DEFAULT_FETCH_MODE => PDO::FETCH_ASSOC,
        ]), $dialect);
    }

    public function one(int $id): ?array
    {
        return $this->run('SELECT ' . $this->dialect->columns() . ' FROM note WHERE id = ?', [$id])->fetch() ?: null;
    }

    /** One page of all notes, and how many there are. */
    public function page(string $order, int $number, int $size): array
    {
        $notes = $this->run(
            'SELECT ' . $this->dialect->columns() . " FROM note ORDER BY $order LIMIT ? OFFSET ?", [$size, ($number - 1) * $size]
        )->fetchAll();
        return [$notes, $this->db->query('SELECT count(*) FROM note')->fetchColumn()];
    }

    /**
     * One page of the notes that contain a text, and how many do. A page that is not full says that by itself, which
     * saves the second walk through all notes.
     */
    public function search(string $text, int $number, int $size): array
    {
        $pattern = '%' . addcslashes($text, '\\%_') . '%';
        $offset = ($number - 1) * $size;
        $found = $this->dialect->found();
        $notes = $this->run(
            'SELECT ' . $this->dialect->columns() . " FROM note WHERE $found ORDER BY " . self::NEWEST
                . ' LIMIT :size OFFSET :offset',
            ['pattern' => $pattern, 'size' => $size, 'offset' => $offset]
        )->fetchAll();
        $count = count($notes);
        if ($count < $size && ($count > 0 || $offset === 0)) {
            return [$notes, $offset + $count];
        }
        return [$notes, $this->run("SELECT count(*) FROM note WHERE $found", ['pattern' => $pattern])->fetchColumn()];
    }

    public function create(array $fields): array
    {
        $now = self::now();
        $fields = ['title' => $fields['title'], 'content' => $fields['content'], 'is_pinned' => (int) $fields['is_pinned'],
            'created_at' => $now, 'updated_at' => $now];
        $inserted = $this->run(
            'INSERT INTO note (title, content, is_pinned, created_at, updated_at) VALUES (?, ?, ?, ?, ?)'
                . $this->dialect->returning(),
            array_values($fields));
        // With PostgreSQL, lastInsertId() would be one more query.
        $id = $this->dialect === Dialect::PostgreSQL ? $inserted->fetchColumn() : $this->db->lastInsertId();
        return ['id' => (int) $id] + $fields;
    }

    /** Returns the note as it is then, or null if there is none. */
    public function change(int $id, array $fields): ?array
    {
        $this->db->exec($this->dialect->begin());
        try {
            $old = $this->run(
                'SELECT ' . $this->dialect->columns() . ' FROM note WHERE id = ?' . $this->dialect->forUpdate(), [$id]
            )->fetch() ?: null;
            if ($old === null) {
                return null;
            }
            $old['is_pinned'] = (int) $old['is_pinned'];
            $new = array_replace($old, $fields);
            $new['is_pinned'] = (int) $new['is_pinned'];
            if ($new !== $old) {
                $new['updated_at'] = self::now();
                $this->run(
                    'UPDATE note SET title = ?, content = ?, is_pinned = ?, updated_at = ? WHERE id = ?',
                    [$new['title'], $new['content'], $new['is_pinned'], $new['updated_at'], $id]);
            }
            return $new;
        } finally {
            $this->db->exec('COMMIT');
        }
    }

    public function delete(int $id): bool
    {
        return $this->run('DELETE FROM note WHERE id = ?', [$id])->rowCount() === 1;
    }

    private function run(string $sql, array $parameters): PDOStatement
    {
        $statement = $this->db->prepare($sql);
        $statement->execute($parameters);
        return $statement;
    }

    private static function now(): string
    {
        return (new DateTimeImmutable('now', new DateTimeZone('UTC')))->format('Y-m-d H:i:s.u');
    }
}
