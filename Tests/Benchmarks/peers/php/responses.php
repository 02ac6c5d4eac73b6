<?php
declare(strict_types=1);

/** A row of the table as the API shows it. */
function asJSON(array $note): array
{
    $note['is_pinned'] = (bool) $note['is_pinned'];
    $note['created_at'] = strtr($note['created_at'], ' ', 'T') . 'Z';
    $note['updated_at'] = strtr($note['updated_at'], ' ', 'T') . 'Z';
    return $note;
}

function sendJSON(int $status, array $value): void
{
    $body = json_encode($value, JSON_UNESCAPED_UNICODE | JSON_UNESCAPED_SLASHES | JSON_THROW_ON_ERROR);
    http_response_code($status);
    header('Content-Type: application/json');
    header('Content-Length: ' . strlen($body));
    echo $body;
}

function sendPage(int $status, string $template, array $values): void
{
    http_response_code($status);
    header('Content-Type: text/html; charset=utf-8');
    extract($values);
    require __DIR__ . '/templates/base.php';
}

function sendFailure(string $path, int $status, string $message): void
{
    if (str_starts_with($path, '/api/')) {
        sendJSON($status, ['error' => $message]);
    } else {
        sendPage($status, 'error', ['title' => $message]);
    }
}

function h(string $text): string
{
    return htmlspecialchars($text);
}

/** A time of the table as a time element, for machines and for people. */
function timeElement(string $time): string
{
    return '<time datetime="' . strtr(substr($time, 0, 23), ' ', 'T') . 'Z">' . substr($time, 0, 16) . ' UTC</time>';
}

/** So much of the content as a list has room for, in characters. */
function excerpt(string $text): string
{
    return strlen($text) > 280 && preg_match('/^.{280}(?=.)/su', $text, $match) === 1 ? $match[0] . '…' : $text;
}
