<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<title><?= h($title) ?> · Notes</title>
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<link rel="icon" type="image/svg+xml" href="/static/icon.svg">
<link rel="stylesheet" href="/static/css/style.css">
</head>
<body>
<a class="skip" href="#main">Skip to content</a>
<header class="site">
<nav aria-label="Main">
<a class="brand" href="/notes">Notes</a>
<a class="button" href="/notes/new">New note</a>
</nav>
</header>
<main id="main">
<?php require __DIR__ . "/$template.php" ?>
</main>
</body>
</html>
