<h1><?= h($title) ?></h1>
<p><a href="/notes">All notes</a></p>
