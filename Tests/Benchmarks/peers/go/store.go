package main

import (
	"database/sql"
	"errors"
	"strings"
	"time"
)

var errNotFound = errors.New("no such note")

type note struct {
	ID        int64     `json:"id"`
	Title     string    `json:"title"`
	Content   string    `json:"content"`
	IsPinned  bool      `json:"is_pinned"`
	CreatedAt timestamp `json:"created_at"`
	UpdatedAt timestamp `json:"updated_at"`
}

// A point in time in UTC, with microseconds.
type timestamp struct{ time.Time }

func now() timestamp { return timestamp{time.Now().UTC().Truncate(time.Microsecond)} }

func (t timestamp) MarshalJSON() ([]byte, error) {
	return t.AppendFormat(make([]byte, 0, 32), `"2006-01-02T15:04:05.000000Z"`), nil
}

type store struct {
	dialect
	insert, update, remove, selectToChange                         *sql.Stmt
	selectOne, selectList, selectPinned, count, search, countFound *sql.Stmt
}

func openStore(name string) (*store, error) {
	d, err := openDatabase(name)
	if err != nil {
		return nil, err
	}
	const columns = "SELECT id, title, content, is_pinned, created_at, updated_at FROM note "
	const newest = "ORDER BY created_at DESC, id DESC "
	found := strings.ReplaceAll(`WHERE title LIKE $1 ESCAPE '\' OR content LIKE $1 ESCAPE '\' `, "LIKE", d.like)
	s := &store{dialect: d}
	for _, statement := range []struct {
		stmt **sql.Stmt
		db   *sql.DB
		text string
	}{
		{&s.insert, d.writer,
			"INSERT INTO note (title, content, is_pinned, created_at, updated_at) VALUES ($1, $2, $3, $4, $5)" + d.returning},
		{&s.update, d.writer, "UPDATE note SET title = $1, content = $2, is_pinned = $3, updated_at = $4 WHERE id = $5"},
		{&s.remove, d.writer, "DELETE FROM note WHERE id = $1"},
		{&s.selectToChange, d.writer, columns + "WHERE id = $1" + d.forUpdate},
		{&s.selectOne, d.readers, columns + "WHERE id = $1"},
		{&s.selectList, d.readers, columns + newest + "LIMIT $1 OFFSET $2"},
		{&s.selectPinned, d.readers, columns + "ORDER BY is_pinned DESC, created_at DESC, id DESC LIMIT $1 OFFSET $2"},
		{&s.count, d.readers, "SELECT count(*) FROM note"},
		{&s.search, d.readers, columns + found + newest + "LIMIT $2 OFFSET $3"},
		{&s.countFound, d.readers, "SELECT count(*) FROM note " + found},
	} {
		if *statement.stmt, err = statement.db.Prepare(statement.text); err != nil {
			return nil, err
		}
	}
	return s, nil
}

func scan(row interface{ Scan(...any) error }, n *note) error {
	return row.Scan(&n.ID, &n.Title, &n.Content, &n.IsPinned, &n.CreatedAt.Time, &n.UpdatedAt.Time)
}

func (s *store) one(id int64) (*note, error) {
	n := &note{}
	err := scan(s.selectOne.QueryRow(id), n)
	if errors.Is(err, sql.ErrNoRows) {
		return nil, errNotFound
	}
	return n, err
}

func rows(statement *sql.Stmt, size int, arguments ...any) ([]note, error) {
	result, err := statement.Query(arguments...)
	if err != nil {
		return nil, err
	}
	defer result.Close()
	notes := make([]note, 0, size)
	for result.Next() {
		notes = append(notes, note{})
		if err := scan(result, &notes[len(notes)-1]); err != nil {
			return nil, err
		}
	}
	return notes, result.Err()
}

// Returns one page of all notes, and the number of all notes.
func (s *store) page(statement *sql.Stmt, number, size int) (notes []note, total int, err error) {
	if notes, err = rows(statement, size, size, (number-1)*size); err == nil {
		err = s.count.QueryRow().Scan(&total)
	}
	return notes, total, err
}

var likeEscaper = strings.NewReplacer(`\`, `\\`, "%", `\%`, "_", `\_`)

// Returns one page of the notes that contain a text, and the number of all such notes. A page that is not full reveals this
// number, so that no second query is necessary.
func (s *store) find(text string, number, size int) (notes []note, total int, err error) {
	pattern, offset := "%"+likeEscaper.Replace(text)+"%", (number-1)*size
	if notes, err = rows(s.search, size, pattern, size, offset); err != nil {
		return nil, 0, err
	}
	if len(notes) < size && (len(notes) > 0 || offset == 0) {
		return notes, offset + len(notes), nil
	}
	err = s.countFound.QueryRow(pattern).Scan(&total)
	return notes, total, err
}

func (s *store) create(n *note) error {
	n.CreatedAt = now()
	n.UpdatedAt = n.CreatedAt
	values := []any{n.Title, n.Content, n.IsPinned, s.stored(n.CreatedAt), s.stored(n.UpdatedAt)}
	if s.returning != "" {
		return s.insert.QueryRow(values...).Scan(&n.ID)
	}
	result, err := s.insert.Exec(values...)
	if err == nil {
		n.ID, err = result.LastInsertId()
	}
	return err
}

// Reads a note, changes it and writes it, in one transaction.
func (s *store) change(id int64, apply func(*note) error) (*note, error) {
	transaction, err := s.writer.Begin()
	if err != nil {
		return nil, err
	}
	defer transaction.Rollback()
	n := &note{}
	if err := scan(transaction.Stmt(s.selectToChange).QueryRow(id), n); errors.Is(err, sql.ErrNoRows) {
		return nil, errNotFound
	} else if err != nil {
		return nil, err
	}
	old := *n
	if err := apply(n); err != nil {
		return nil, err
	}
	if *n == old {
		return n, nil
	}
	n.UpdatedAt = now()
	if _, err := transaction.Stmt(s.update).Exec(n.Title, n.Content, n.IsPinned, s.stored(n.UpdatedAt), id); err != nil {
		return nil, err
	}
	return n, transaction.Commit()
}

func (s *store) delete(id int64) error {
	result, err := s.remove.Exec(id)
	if err != nil {
		return err
	}
	if count, err := result.RowsAffected(); err != nil || count == 0 {
		return errNotFound
	}
	return nil
}
