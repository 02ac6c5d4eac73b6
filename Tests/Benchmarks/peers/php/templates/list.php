<?php $link = static fn (int $page): string => '/notes?' . ($query === '' ? '' : 'q=' . rawurlencode($query) . '&amp;') . "page=$page" ?>
<h1>Notes</h1>
<form class="search" role="search" action="/notes" method="get">
<label for="q">Search notes</label>
<input type="search" id="q" name="q" value="<?= h($query) ?>" dir="auto" autocomplete="off">
<button type="submit">Search</button>
</form>
<?php if ($query !== ''): ?>
<p class="summary" role="status"><?= $total ?> found: <q dir="auto"><?= h($query) ?></q>. <a href="/notes">Show all notes</a></p>
<?php endif ?>
<?php if ($notes): ?>
<ol class="notes">
<?php foreach ($notes as $note): ?>
<li<?= $note['is_pinned'] ? ' class="pinned"' : '' ?>>
<article>
<h2 dir="auto"><a href="/notes/<?= $note['id'] ?>"><?= h($note['title']) ?></a></h2>
<p class="excerpt" dir="auto"><?= h(excerpt($note['content'])) ?></p>
<p class="meta"><?= $note['is_pinned'] ? '<span class="badge">Pinned</span> ' : '' ?><?= timeElement($note['created_at']) ?></p>
</article>
</li>
<?php endforeach ?>
</ol>
<?php else: ?>
<div class="empty">
<p>There are no notes here.</p>
</div>
<?php endif ?>
<?php if ($pages > 1): ?>
<nav class="pages" aria-label="Pages">
<?php if ($number > 1): ?>
<a class="button" rel="prev" href="<?= $link($number - 1) ?>">← Previous</a>
<?php endif ?>
<span>Page <?= $number ?> of <?= $pages ?></span>
<?php if ($number < $pages): ?>
<a class="button" rel="next" href="<?= $link($number + 1) ?>">Next →</a>
<?php endif ?>
</nav>
<?php endif ?>
