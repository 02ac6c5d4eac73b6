<article class="note">
<h1 dir="auto"><?= h($note['title']) ?></h1>
<p class="meta">
<?php if ($note['is_pinned']): ?>
<span class="badge">Pinned</span>
<?php endif ?>
<span>Created <?= timeElement($note['created_at']) ?></span>
<?php if ($note['updated_at'] !== $note['created_at']): ?>
<span>Updated <?= timeElement($note['updated_at']) ?></span>
<?php endif ?>
</p>
<div class="content" dir="auto"><?= h($note['content']) ?></div>
</article>
<p class="actions">
<a class="button" href="/notes/<?= $note['id'] ?>/edit">Edit</a>
<a class="button danger" href="/notes/<?= $note['id'] ?>/delete">Delete</a>
<a href="/notes">All notes</a>
</p>
