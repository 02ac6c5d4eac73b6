package main

import (
	"database/sql"
	"runtime"
	"strings"

	_ "github.com/jackc/pgx/v4/stdlib"
	_ "github.com/mattn/go-sqlite3"
)

// What differs between the two kinds of database.
type dialect struct {
	writer, readers *sql.DB
	// The operator of a search that ignores the case of letters.
	like string
	// What an INSERT ends with. If it is empty, the driver knows the id of the new note.
	returning string
	// What a SELECT before an UPDATE ends with.
	forUpdate string
	// Makes the parameter for a point in time.
	stored func(timestamp) any
}

func openDatabase(name string) (dialect, error) {
	if parameters := strings.TrimPrefix(name, "pgsql:"); parameters != name {
		return openPostgres(strings.ReplaceAll(parameters, ";", " "))
	}
	return openSQLite(strings.TrimPrefix(name, "sqlite:"))
}

// SQLite allows one writer at a time. One connection for all writers makes them queue in this process and not at the file's
// lock. In WAL mode, readers never wait for a writer.
func openSQLite(path string) (d dialect, err error) {
	const options = "?_journal_mode=WAL&_synchronous=FULL&_busy_timeout=5000"
	d.like = "LIKE"
	// The format of SQLAlchemy. Times in the driver's own format would not sort together with these.
	d.stored = func(t timestamp) any { return t.Format("2006-01-02 15:04:05.000000") }
	if d.writer, err = sql.Open("sqlite3", "file:"+path+options+"&_txlock=immediate"); err != nil {
		return
	}
	d.writer.SetMaxOpenConns(1)
	if d.readers, err = sql.Open("sqlite3", "file:"+path+options+"&_query_only=true"); err != nil {
		return
	}
	// More connections would only wait for the processors.
	keep(d.readers, 4*runtime.GOMAXPROCS(0))
	return
}

// A commit waits for the disk and not for the processors. So there are as many connections as Notes has.
func openPostgres(parameters string) (d dialect, err error) {
	d.like, d.returning, d.forUpdate = "ILIKE", " RETURNING id", " FOR UPDATE"
	d.stored = func(t timestamp) any { return t.Time }
	if d.writer, err = sql.Open("pgx", parameters); err != nil {
		return
	}
	keep(d.writer, 24)
	d.readers = d.writer
	return
}

// Sets how many connections there are at most. All stay open, to keep their prepared statements.
func keep(db *sql.DB, connections int) {
	db.SetMaxOpenConns(connections)
	db.SetMaxIdleConns(connections)
}
