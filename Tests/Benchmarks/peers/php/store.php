<?php
declare(strict_types=1);

/** The table of notes. */
final class Store
{
    public const NEWEST = 'created_at DESC, id DESC';
    public const PINNED = 'is_pinned DESC, created_at DESC, id DESC';

    private const COLUMNS = 'id, title, content, is_pinned, created_at, updated_at';
    private const FOUND = "(title LIKE :pattern ESCAPE '\\' OR content LIKE :pattern ESCAPE '\\')";

    private function __construct(private readonly PDO $db)
    {
    }

    /**
     * A process of the pool keeps its connection from one request to the next, and with it the pages that it has read.
     * Nothing has to be set on it each time: WAL is a property of the file, synchronous=FULL is SQLite's default, and the
     * timeout, in seconds, is the one for a busy database.
     */
    public static function open(): self
    {
        return new self(new PDO('sqlite:' . getenv('NOTES_DB'), null, null, [
            PDO::ATTR_PERSISTENT => true,
            PDO::ATTR_TIMEOUT => 5,
            PDO::ATTR_ERRMODE => PDO::ERRMODE_EXCEPTION,
            PDO::ATTR_DEFAULT_FETCH_MODE => PDO::FETCH_ASSOC,
        ]));
    }

    public function one(int $id): ?array
    {
        return $this->run('SELECT ' . self::COLUMNS . ' FROM note WHERE id = ?', [$id])->fetch() ?: null;
    }

    /** One page of all notes, and how many there are. */
    public function page(string $order, int $number, int $size): array
    {
        $notes = $this->run(
            'SELECT ' . self::COLUMNS . " FROM note ORDER BY $order LIMIT ? OFFSET ?", [$size, ($number - 1) * $size]
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
        $notes = $this->run(
            'SELECT ' . self::COLUMNS . ' FROM note WHERE ' . self::FOUND . ' ORDER BY ' . self::NEWEST
                . ' LIMIT :size OFFSET :offset',
            ['pattern' => $pattern, 'size' => $size, 'offset' => $offset]
        )->fetchAll();
        $count = count($notes);
        if ($count < $size && ($count > 0 || $offset === 0)) {
            return [$notes, $offset + $count];
        }
        return [$notes, $this->run('SELECT count(*) FROM note WHERE ' . self::FOUND, ['pattern' => $pattern])->fetchColumn()];
    }

    public function create(array $fields): array
    {
        $now = self::now();
        $fields = ['title' => $fields['title'], 'content' => $fields['content'], 'is_pinned' => (int) $fields['is_pinned'],
            'created_at' => $now, 'updated_at' => $now];
        $this->run(
            'INSERT INTO note (title, content, is_pinned, created_at, updated_at) VALUES (?, ?, ?, ?, ?)',
            array_values($fields));
        return ['id' => (int) $this->db->lastInsertId()] + $fields;
    }

    /** Returns the note as it is then, or null if there is none. */
    public function change(int $id, array $fields): ?array
    {
        $this->db->exec('BEGIN IMMEDIATE');
        try {
            $old = $this->one($id);
            if ($old === null) {
                return null;
            }
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
