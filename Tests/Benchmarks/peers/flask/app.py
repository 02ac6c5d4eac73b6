"""The notes app as a Flask programmer writes it: Flask-SQLAlchemy, Jinja templates, gunicorn."""

import os
from datetime import datetime

from flask import Flask, jsonify, render_template, request
from flask_sqlalchemy import SQLAlchemy
from sqlalchemy import event, or_
from sqlalchemy.engine import Engine
from sqlalchemy.pool import QueuePool
from werkzeug.exceptions import HTTPException

app = Flask(__name__)
app.config.update(
    SQLALCHEMY_DATABASE_URI="sqlite:///" + os.environ["NOTES_DB"],
    # SQLAlchemy keeps one connection for each thread of gunicorn. By default, SQLAlchemy 1.4 opens the file for each request.
    SQLALCHEMY_ENGINE_OPTIONS={
        "poolclass": QueuePool,
        "pool_size": 8,
        "connect_args": {"timeout": 5, "check_same_thread": False},
    },
    MAX_CONTENT_LENGTH=7 << 20,
)
app.json.sort_keys = False
app.json.ensure_ascii = False
app.jinja_env.trim_blocks = True
app.jinja_env.lstrip_blocks = True
# After a commit, the objects are still up to date, so SQLAlchemy does not read them again for the response.
db = SQLAlchemy(app, session_options={"expire_on_commit": False})


@event.listens_for(Engine, "connect")
def set_pragmas(connection, _):
    connection.execute("PRAGMA journal_mode = WAL")
    connection.execute("PRAGMA synchronous = FULL")


class Note(db.Model):
    id = db.Column(db.Integer, primary_key=True)
    title = db.Column(db.String(200), nullable=False)
    content = db.Column(db.Text, nullable=False)
    is_pinned = db.Column(db.Boolean, default=False)
    created_at = db.Column(db.DateTime, default=datetime.utcnow, index=True)
    updated_at = db.Column(db.DateTime, default=datetime.utcnow)
    __table_args__ = (db.Index("ix_note_is_pinned_created_at", is_pinned, created_at),)

    def to_dict(self):
        return {
            "id": self.id,
            "title": self.title,
            "content": self.content,
            "is_pinned": self.is_pinned,
            "created_at": self.created_at.isoformat(timespec="microseconds") + "Z",
            "updated_at": self.updated_at.isoformat(timespec="microseconds") + "Z",
        }


newest_first = (Note.created_at.desc(), Note.id.desc())


class Failure(Exception):
    """What a client did wrong."""

    def __init__(self, message, status=400):
        self.message, self.status = message, status


@app.errorhandler(Failure)
@app.errorhandler(HTTPException)
def fail(error):
    if isinstance(error, Failure):
        status, message = error.status, error.message
    else:
        status = error.code
        message = {404: "Resource not found", 405: "Method not allowed", 413: "Request body too large"}.get(
            status, "Bad request" if status < 500 else "Internal server error")
    if request.path.startswith("/api/"):
        return jsonify(error=message), status
    return render_template("error.html", message=message), status


def paging(default_size):
    number = request.args.get("page", 1, type=int)
    size = request.args.get("per_page", default_size, type=int)
    return max(number, 1), min(size if size > 0 else default_size, 100)


def find(text, number, size):
    """One page of the notes that contain a text, and how many do. A page that is not full says that by itself, which
    saves the second walk through all notes."""
    found = or_(Note.title.contains(text, autoescape=True), Note.content.contains(text, autoescape=True))
    offset = (number - 1) * size
    select = db.select(Note).where(found).order_by(*newest_first).limit(size).offset(offset)
    notes = db.session.scalars(select).all()
    if len(notes) < size and (notes or offset == 0):
        return notes, offset + len(notes)
    return notes, db.session.scalar(db.select(db.func.count(Note.id)).where(found))


def checked(data):
    """Those of a note's fields that are in what a client sent."""
    fields = {}
    for name, label in (("title", "Title"), ("content", "Content")):
        if name in data:
            text = data[name] if data[name] is not None else ""
            if not isinstance(text, str):
                raise Failure(f"{label} must be a string")
            fields[name] = text.strip()
            if not fields[name]:
                raise Failure(f"{label} is required")
            if "\0" in text:
                raise Failure(f"{label} must not contain NUL")
    if len(fields.get("title", "")) > 200:
        raise Failure("Title must be at most 200 characters")
    if len(fields.get("content", "")) > 1 << 20:
        raise Failure("Content must be at most 1048576 bytes")
    if "is_pinned" in data:
        if not isinstance(data["is_pinned"], bool):
            raise Failure("Is pinned must be true or false")
        fields["is_pinned"] = data["is_pinned"]
    return fields


def read_input():
    if not request.is_json:
        raise Failure("Unsupported media type", 415)
    data = request.get_json()
    if not data:
        raise Failure("No data provided")
    if not isinstance(data, dict):
        raise Failure("Bad request")
    return data


@app.get("/api/notes")
def list_notes():
    number, size = paging(10)
    page = db.paginate(
        db.select(Note).order_by(*newest_first), page=number, per_page=size, error_out=False)
    return jsonify(
        notes=[note.to_dict() for note in page], total=page.total, pages=page.pages, current_page=number,
        has_next=page.has_next, has_prev=page.has_prev)


@app.post("/api/notes")
def create_note():
    data = {"title": "", "content": "", **read_input()}
    note = Note(**checked(data))
    db.session.add(note)
    db.session.commit()
    return jsonify(note.to_dict()), 201, {"Location": f"/api/notes/{note.id}"}


@app.get("/api/notes/search")
def search_notes():
    text = request.args.get("q", "").strip()
    if not text:
        raise Failure("Search query required")
    notes, count = find(text, *paging(100))
    return jsonify(query=text, count=count, notes=[note.to_dict() for note in notes])


@app.get("/api/notes/<int:id>")
def show_note(id):
    return jsonify(db.get_or_404(Note, id).to_dict())


@app.put("/api/notes/<int:id>")
def update_note(id):
    fields = checked(read_input())
    note = db.get_or_404(Note, id)
    for name, value in fields.items():
        setattr(note, name, value)
    if db.session.is_modified(note):
        note.updated_at = datetime.utcnow()
    db.session.commit()
    return jsonify(note.to_dict())


@app.delete("/api/notes/<int:id>")
def delete_note(id):
    db.session.delete(db.get_or_404(Note, id))
    db.session.commit()
    return jsonify(message="Note deleted successfully")


@app.get("/notes")
def list_page():
    number, size = paging(10)
    query = request.args.get("q", "").strip()
    if query:
        notes, total = find(query, number, size)
    else:
        page = db.paginate(
            db.select(Note).order_by(Note.is_pinned.desc(), *newest_first),
            page=number, per_page=size, error_out=False)
        notes, total = page.items, page.total
    return render_template(
        "list.html", query=query, notes=notes, total=total, number=number, pages=-(-total // size))


@app.get("/notes/<int:id>")
def detail_page(id):
    return render_template("detail.html", note=db.get_or_404(Note, id))
