"""Writes the notes of a running service, as other programs do.

usage: other-program.py KIND DATABASE create TITLE CONTENT    prints the id of the new note
       other-program.py KIND DATABASE edit ID TITLE CONTENT
       other-program.py KIND DATABASE delete ID
       other-program.py KIND DATABASE loop SEED STOP          makes random changes until the file STOP exists

KIND is one of:
  flask       the well-known Flask tutorial app: its forms, as a browser sends them
  statements  the SQL statements that SQLAlchemy sends for that app
  plain       a user of the sqlite3 shell, who sets no times

All create the table as SQLAlchemy does, if there is none.
"""

import os
import random
import sqlite3
import sys
import time
from datetime import datetime


class Plain:
    def __init__(self, path):
        self.db = sqlite3.connect(path, timeout=30)
        self.db.execute(
            "CREATE TABLE IF NOT EXISTS note (id INTEGER NOT NULL, title VARCHAR(200) NOT NULL, content TEXT NOT NULL, "
            "is_pinned BOOLEAN, created_at DATETIME, updated_at DATETIME, PRIMARY KEY (id))")

    def write(self, statement, values):
        cursor = self.db.execute(statement, values)
        self.db.commit()
        return cursor

    def create(self, title, content):
        return self.write("INSERT INTO note (title, content) VALUES (?, ?)", (title, content)).lastrowid

    def edit(self, id, title, content):
        return self.write("UPDATE note SET title = ?, content = ? WHERE id = ?", (title, content, id)).rowcount == 1

    def delete(self, id):
        return self.write("DELETE FROM note WHERE id = ?", (id,)).rowcount == 1


class Statements(Plain):
    @staticmethod
    def now():
        return datetime.utcnow().strftime("%Y-%m-%d %H:%M:%S.%f")

    def create(self, title, content):
        return self.write(
            "INSERT INTO note (title, content, is_pinned, created_at, updated_at) VALUES (?, ?, ?, ?, ?)",
            (title, crlf(content), 0, self.now(), self.now())).lastrowid

    def edit(self, id, title, content):
        note = self.db.execute(
            "SELECT note.title AS note_title, note.content AS note_content FROM note WHERE note.id = ?", (id,)).fetchone()
        # SQLAlchemy sets only the columns that differ.
        new = {"title": title, "content": crlf(content)}
        changes = {name: new[name] for name, old in zip(new, note or ()) if new[name] != old}
        if not changes:
            return note is not None
        changes["updated_at"] = self.now()
        columns = ", ".join(f"{name}=?" for name in changes)
        return self.write(f"UPDATE note SET {columns} WHERE note.id = ?", (*changes.values(), id)).rowcount == 1

    def delete(self, id):
        return self.write("DELETE FROM note WHERE note.id = ?", (id,)).rowcount == 1


class FlaskApp:
    def __init__(self, path):
        from flask import Flask, redirect, request
        from flask_sqlalchemy import SQLAlchemy

        app = Flask(__name__)
        app.config.update(
            SQLALCHEMY_DATABASE_URI="sqlite:///" + path,
            SQLALCHEMY_ENGINE_OPTIONS={"connect_args": {"timeout": 30}})
        db = SQLAlchemy(app)

        class Note(db.Model):
            id = db.Column(db.Integer, primary_key=True)
            title = db.Column(db.String(200), nullable=False)
            content = db.Column(db.Text, nullable=False)
            is_pinned = db.Column(db.Boolean, default=False)
            created_at = db.Column(db.DateTime, default=datetime.utcnow)
            updated_at = db.Column(db.DateTime, default=datetime.utcnow, onupdate=datetime.utcnow)

        @app.post("/notes/new")
        def create():
            note = Note(title=request.form["title"], content=request.form["content"])
            db.session.add(note)
            db.session.commit()
            return redirect(f"/notes/{note.id}")

        @app.post("/notes/<int:id>/edit")
        def edit(id):
            note = db.get_or_404(Note, id)
            note.title = request.form["title"]
            note.content = request.form["content"]
            db.session.commit()
            return redirect(f"/notes/{id}")

        @app.post("/notes/<int:id>/delete")
        def delete(id):
            db.session.delete(db.get_or_404(Note, id))
            db.session.commit()
            return redirect("/notes")

        with app.app_context():
            db.create_all()
        self.client = app.test_client()

    def create(self, title, content):
        response = self.client.post("/notes/new", data={"title": title, "content": crlf(content)})
        return int(response.location.rsplit("/", 1)[1])

    def edit(self, id, title, content):
        data = {"title": title, "content": crlf(content)}
        return self.client.post(f"/notes/{id}/edit", data=data).status_code == 302

    def delete(self, id):
        return self.client.post(f"/notes/{id}/delete").status_code == 302


def crlf(text):
    """A text as a browser sends the text of a form."""
    return text.replace("\r\n", "\n").replace("\n", "\r\n")


def loop(kind, program, path, seed, stop):
    """Makes random changes. Prints a line for each committed change: its kind, the note's id and the written word."""
    random.seed(seed)
    reader = sqlite3.connect(path, timeout=30)
    count = 0
    while not os.path.exists(stop):
        count += 1
        word = f"{kind}-{count}"
        notes = reader.execute("SELECT id, title, content FROM note ORDER BY id LIMIT 3").fetchall()
        choice = random.random()
        if choice < 0.05 or not notes:
            print("create", program.create(f"title {word}", "a\nhot0 start\nb"), word, flush=True)
            continue
        id, title, content = random.choice(notes)
        if choice < 0.1:
            if program.delete(id):
                print("delete", id, word, flush=True)
            continue
        lines = content.replace("\r\n", "\n").split("\n")
        hot = f"hot{random.randrange(3)} "
        position = next((i for i, line in enumerate(lines) if line.startswith(hot)), 0)
        lines[position] = hot + word
        if program.edit(id, title, "\n".join(lines)):
            print("edit", id, word, flush=True)
        # Without a pause, the service would wait for the lock most of the time.
        time.sleep(random.random() * 0.03)


def main():
    kind, path, action, *values = sys.argv[1:]
    program = {"flask": FlaskApp, "statements": Statements, "plain": Plain}[kind](path)
    if action == "create":
        print(program.create(*values))
    elif action == "edit":
        assert program.edit(int(values[0]), *values[1:])
    elif action == "delete":
        assert program.delete(int(values[0]))
    else:
        loop(kind, program, path, *values)


main()
