"""The notes of the benchmark: the same at every run, in a file like that of SQLAlchemy."""

import datetime
import hashlib
import os
import pathlib
import random
import sqlite3

# Exactly ten notes contain this word, in a database of any size. Other notes contain only some of its trigrams.
RARE_WORD = "marzipan"
# Exactly one note of each ten contains this word.
COMMON_WORD = "harvest"

SCHEMA = """
    CREATE TABLE note (
        id INTEGER NOT NULL,
        title VARCHAR(200) NOT NULL,
        content TEXT NOT NULL,
        is_pinned BOOLEAN,
        created_at DATETIME,
        updated_at DATETIME,
        PRIMARY KEY (id)
    )
"""
# Indexes for the orders of the two lists, as a programmer would add them.
INDEXES = """
    CREATE INDEX ix_note_created_at ON note (created_at);
    CREATE INDEX ix_note_is_pinned_created_at ON note (is_pinned, created_at);
"""

SYLLABLES = "mar pan ta ri no sel vo ke lu min do ra shi ten bo qua fer li gus pro wen ka dri so hel um at is er con".split()
FOREIGN = "Größe façade naïve żółw дерево заметка σημείωση メモ 笔记 메모 ملاحظة פתק 🌿 👩‍🚀 ½ “zitiert”".split()
MARKUP = ["R&D", "<em>", "</em>", '"so"', "it's", "a<b", "100%", "snake_case", "C:\\notes", "https://example.org/?a=1&b=2"]


def make(path, count):
    """Makes the file with `count` notes of about 1 kB each."""
    part = pathlib.Path(f"{path}.part")
    part.unlink(missing_ok=True)
    db = sqlite3.connect(part)
    db.execute("PRAGMA synchronous = OFF")
    db.execute(SCHEMA)
    db.executemany("INSERT INTO note VALUES (?, ?, ?, ?, ?, ?)", notes(count))
    db.commit()
    db.close()
    os.rename(part, path)


def add_indexes(path):
    """Adds the indexes that the peers expect, and switches the file to WAL."""
    db = sqlite3.connect(path)
    db.executescript(INDEXES)
    db.execute("PRAGMA journal_mode = WAL")
    db.close()


def notes(count):
    source = random.Random(2026)
    words = [
        word for word in ("".join(source.choices(SYLLABLES, k=source.randint(1, 4))) for _ in range(5000))
        if RARE_WORD not in word and COMMON_WORD not in word
    ]
    created = datetime.datetime(2024, 1, 1, 8)
    for number in range(1, count + 1):
        # The common word goes into one note of each ten, the rare word into one note of each tenth of all notes.
        if number % 10 == 1:
            common = number + source.randrange(10)
        if number % (count // 10) == 1:
            rare = number + source.randrange(count // 10)
        created += datetime.timedelta(seconds=source.randint(1, 60), microseconds=source.randrange(1_000_000))
        edited = source.random() < 0.2
        updated = created + datetime.timedelta(seconds=source.randint(60, 10**6)) if edited else created
        yield (
            number,
            title(source, words),
            content(source, words, [COMMON_WORD] * (number == common) + [RARE_WORD] * (number == rare)),
            source.random() < 0.01,
            stamp(created),
            stamp(updated),
        )


def title(source, words):
    chosen = source.choices(words, k=source.randint(2, 6))
    if source.random() < 0.1:
        chosen.append(source.choice(FOREIGN + MARKUP))
    return " ".join(chosen).capitalize()


def content(source, words, keywords):
    chosen = source.choices(words, k=source.randint(90, 170))
    # Most notes have few words with other characters than ASCII. One note in five has many.
    for extra, share in ((MARKUP, 0.03), (FOREIGN, 0.15 if source.random() < 0.2 else 0.0)):
        for _ in range(int(len(chosen) * share)):
            chosen[source.randrange(len(chosen))] = source.choice(extra)
    for keyword in keywords:
        chosen.insert(source.randrange(len(chosen)), keyword)
    lines = []
    while chosen:
        length = source.randint(8, 40)
        lines.append(" ".join(chosen[:length]) + ".")
        chosen = chosen[length:]
    return "\n\n".join(lines)


def stamp(time):
    return time.isoformat(" ", "microseconds")


def version():
    """Returns a version that changes whenever this file does."""
    return hashlib.sha256(pathlib.Path(__file__).read_bytes()).hexdigest()[:8]
