<?php
// The notes app as a PHP programmer writes it: PHP-FPM, PDO, plain PHP templates. The web server passes every request to this file.
declare(strict_types=1);

require __DIR__ . '/dialect.php';
require __DIR__ . '/store.php';
require __DIR__ . '/input.php';
require __DIR__ . '/responses.php';

function route(string $method, string $path): void
{
    if ($method === 'HEAD') {
        $method = 'GET';
    }
    if (preg_match('~^(/api)?/notes(?:/([^/]+))?$~', $path, $match, PREG_UNMATCHED_AS_NULL) !== 1) {
        throw new Failure(404, 'Resource not found');
    }
    [, $api, $name] = $match;
    $isAPI = $api !== null;
    if ($isAPI && $name === null && $method === 'POST') {
        sendJSON(201, createNote());
        return;
    }
    if ($isAPI && $name !== null && $name !== 'search' && ($method === 'PUT' || $method === 'DELETE')) {
        sendJSON(200, $method === 'PUT' ? changeNote(noteID($name)) : removeNote(noteID($name)));
        return;
    }
    if ($method !== 'GET') {
        throw new Failure(405, 'Method not allowed');
    }
    if ($name === null) {
        $isAPI ? sendJSON(200, noteList()) : listPage();
    } elseif ($isAPI) {
        sendJSON(200, $name === 'search' ? foundNotes() : asJSON(readNote(noteID($name))));
    } else {
        $note = readNote(noteID($name));
        sendPage(200, 'detail', ['title' => $note['title'], 'note' => $note]);
    }
}

function noteID(string $text): int
{
    $id = filter_var($text, FILTER_VALIDATE_INT, ['options' => ['min_range' => 1]]);
    return $id === false ? throw new Failure(404, 'Resource not found') : $id;
}

function readNote(int $id): array
{
    return Store::open()->one($id) ?? throw new Failure(404, 'Resource not found');
}

function noteList(): array
{
    [$number, $size] = paging(10);
    [$notes, $total] = Store::open()->page(Store::NEWEST, $number, $size);
    $pages = intdiv($total + $size - 1, $size);
    return [
        'notes' => array_map(asJSON(...), $notes), 'total' => $total, 'pages' => $pages, 'current_page' => $number,
        'has_next' => $number < $pages, 'has_prev' => $number > 1,
    ];
}

function foundNotes(): array
{
    $text = trim((string) ($_GET['q'] ?? ''));
    if ($text === '') {
        throw new Failure(400, 'Search query required');
    }
    [$number, $size] = paging(100);
    [$notes, $count] = Store::open()->search($text, $number, $size);
    return ['query' => $text, 'count' => $count, 'notes' => array_map(asJSON(...), $notes)];
}

function listPage(): void
{
    [$number, $size] = paging(10);
    $query = trim((string) ($_GET['q'] ?? ''));
    [$notes, $total] = $query === ''
        ? Store::open()->page(Store::PINNED, $number, $size)
        : Store::open()->search($query, $number, $size);
    sendPage(200, 'list', [
        'title' => $query === '' ? 'All notes' : "Search: $query", 'query' => $query, 'notes' => $notes,
        'total' => $total, 'number' => $number, 'pages' => intdiv($total + $size - 1, $size),
    ]);
}

function createNote(): array
{
    $input = readInput();
    $fields = checked(['title' => $input['title'] ?? '', 'content' => $input['content'] ?? ''] + $input);
    $note = Store::open()->create($fields + ['is_pinned' => false]);
    header('Location: /api/notes/' . $note['id']);
    return asJSON($note);
}

function changeNote(int $id): array
{
    $fields = checked(readInput());
    return asJSON(Store::open()->change($id, $fields) ?? throw new Failure(404, 'Resource not found'));
}

function removeNote(int $id): array
{
    if (!Store::open()->delete($id)) {
        throw new Failure(404, 'Resource not found');
    }
    return ['message' => 'Note deleted successfully'];
}

/** Page number and size. */
function paging(int $defaultSize): array
{
    $number = static fn (string $name, int $default): int => filter_var(
        $_GET[$name] ?? null, FILTER_VALIDATE_INT, ['options' => ['min_range' => 1, 'default' => $default]]);
    return [$number('page', 1), min($number('per_page', $defaultSize), 100)];
}

$path = explode('?', $_SERVER['REQUEST_URI'], 2)[0];
try {
    route($_SERVER['REQUEST_METHOD'], $path);
} catch (Failure $failure) {
    sendFailure($path, $failure->status, $failure->getMessage());
} catch (Throwable $error) {
    error_log((string) $error);
    sendFailure($path, 500, 'Internal server error');
}
