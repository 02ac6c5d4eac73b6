<?php
declare(strict_types=1);

/** What a client did wrong. */
final class Failure extends Exception
{
    public function __construct(public readonly int $status, string $message)
    {
        parent::__construct($message);
    }
}

/** The JSON object that a client sent. */
function readInput(): array
{
    $type = trim(explode(';', $_SERVER['CONTENT_TYPE'] ?? '', 2)[0]);
    if (strtolower($type) !== 'application/json') {
        throw new Failure(415, 'Unsupported media type');
    }
    try {
        $input = json_decode(file_get_contents('php://input'), true, 32, JSON_THROW_ON_ERROR);
    } catch (JsonException) {
        throw new Failure(400, 'Bad request');
    }
    if ($input === null || $input === []) {
        throw new Failure(400, 'No data provided');
    }
    return is_array($input) ? $input : throw new Failure(400, 'Bad request');
}

/** Those of a note's fields that are there, checked and trimmed. */
function checked(array $input): array
{
    $fields = [];
    foreach (['title' => 'Title', 'content' => 'Content'] as $name => $label) {
        if (!array_key_exists($name, $input)) {
            continue;
        }
        $text = $input[$name] ?? '';
        if (!is_string($text)) {
            throw new Failure(400, "$label must be a string");
        }
        $text = trim($text);
        if ($text === '') {
            throw new Failure(400, "$label is required");
        }
        // PDO would cut the text at the NUL.
        if (str_contains($text, "\0")) {
            throw new Failure(400, "$label must not contain NUL");
        }
        $fields[$name] = $text;
    }
    // A text has at most as many characters as bytes. Without the mbstring extension, PHP counts characters with a pattern.
    if (strlen($fields['title'] ?? '') > 200 && preg_match('/^.{0,200}$/Dsu', $fields['title']) !== 1) {
        throw new Failure(400, 'Title must be at most 200 characters');
    }
    if (strlen($fields['content'] ?? '') > 1 << 20) {
        throw new Failure(400, 'Content must be at most 1048576 bytes');
    }
    if (array_key_exists('is_pinned', $input)) {
        if (!is_bool($input['is_pinned'])) {
            throw new Failure(400, 'Is pinned must be true or false');
        }
        $fields['is_pinned'] = $input['is_pinned'];
    }
    return $fields;
}
