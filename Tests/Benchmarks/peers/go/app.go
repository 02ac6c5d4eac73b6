package main

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"log"
	"net/http"
	"strconv"
	"strings"
	"sync"
	"unicode/utf8"
)

type app struct{ store *store }

// An error of the client.
type failure struct {
	status  int
	message string
}

func (f failure) Error() string { return f.message }

var (
	badRequest       = failure{400, "Bad request"}
	notFound         = failure{404, "Resource not found"}
	methodNotAllowed = failure{405, "Method not allowed"}
)

func (a *app) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	path := r.URL.Path
	isAPI := strings.HasPrefix(path, "/api/")
	var err error
	switch {
	case path == "/api/notes":
		switch r.Method {
		case "GET", "HEAD":
			err = a.list(w, r)
		case "POST":
			err = a.create(w, r)
		default:
			err = methodNotAllowed
		}
	case path == "/api/notes/search":
		err = only(a.search, w, r)
	case strings.HasPrefix(path, "/api/notes/"):
		err = a.oneNote(w, r, path[len("/api/notes/"):])
	case path == "/notes":
		err = only(a.listPage, w, r)
	case strings.HasPrefix(path, "/notes/"):
		err = only(a.detailPage, w, r)
	default:
		err = notFound
	}
	if err != nil {
		fail(w, isAPI, err)
	}
}

// A handler for GET only.
func only(handler func(http.ResponseWriter, *http.Request) error, w http.ResponseWriter, r *http.Request) error {
	if r.Method != "GET" && r.Method != "HEAD" {
		return methodNotAllowed
	}
	return handler(w, r)
}

func fail(w http.ResponseWriter, isAPI bool, err error) {
	f := failure{500, "Internal server error"}
	if errors.Is(err, errNotFound) {
		f = notFound
	} else if !errors.As(err, &f) {
		log.Print(err)
	}
	if isAPI {
		sendJSON(w, f.status, map[string]string{"error": f.message})
	} else {
		sendPage(w, f.status, "error.html", f.message)
	}
}

func (a *app) list(w http.ResponseWriter, r *http.Request) error {
	number, size := paging(r, 10)
	notes, total, err := a.store.page(a.store.selectList, number, size)
	if err != nil {
		return err
	}
	pages := (total + size - 1) / size
	return sendJSON(w, 200, struct {
		Notes       []note `json:"notes"`
		Total       int    `json:"total"`
		Pages       int    `json:"pages"`
		CurrentPage int    `json:"current_page"`
		HasNext     bool   `json:"has_next"`
		HasPrev     bool   `json:"has_prev"`
	}{notes, total, pages, number, number < pages, number > 1})
}

func (a *app) search(w http.ResponseWriter, r *http.Request) error {
	text := strings.TrimSpace(r.URL.Query().Get("q"))
	if text == "" {
		return failure{400, "Search query required"}
	}
	number, size := paging(r, 100)
	notes, total, err := a.store.find(text, number, size)
	if err != nil {
		return err
	}
	return sendJSON(w, 200, struct {
		Query string `json:"query"`
		Count int    `json:"count"`
		Notes []note `json:"notes"`
	}{text, total, notes})
}

func (a *app) oneNote(w http.ResponseWriter, r *http.Request, name string) error {
	id, err := strconv.ParseInt(name, 10, 64)
	if err != nil {
		return notFound
	}
	var n *note
	switch r.Method {
	case "GET", "HEAD":
		n, err = a.store.one(id)
	case "PUT":
		var in input
		if err = in.read(w, r); err == nil {
			n, err = a.store.change(id, in.apply)
		}
	case "DELETE":
		if err = a.store.delete(id); err == nil {
			return sendJSON(w, 200, map[string]string{"message": "Note deleted successfully"})
		}
	default:
		err = methodNotAllowed
	}
	if err != nil {
		return err
	}
	return sendJSON(w, 200, n)
}

func (a *app) create(w http.ResponseWriter, r *http.Request) error {
	var in input
	if err := in.read(w, r); err != nil {
		return err
	}
	empty, n := "", &note{}
	if in.Title == nil {
		in.Title = &empty
	}
	if in.Content == nil {
		in.Content = &empty
	}
	if err := in.apply(n); err != nil {
		return err
	}
	if err := a.store.create(n); err != nil {
		return err
	}
	w.Header().Set("Location", "/api/notes/"+strconv.FormatInt(n.ID, 10))
	return sendJSON(w, 201, n)
}

// The fields of a note in a request.
type input struct {
	Title    *string `json:"title"`
	Content  *string `json:"content"`
	IsPinned *bool   `json:"is_pinned"`
}

func (in *input) read(w http.ResponseWriter, r *http.Request) error {
	mediaType, _, _ := strings.Cut(r.Header.Get("Content-Type"), ";")
	if strings.TrimSpace(mediaType) != "application/json" {
		return failure{415, "Unsupported media type"}
	}
	body, err := io.ReadAll(http.MaxBytesReader(w, r.Body, 7<<20))
	if err != nil {
		return failure{413, "Request body too large"}
	}
	if err := json.Unmarshal(body, in); err != nil {
		return badRequest
	}
	if *in == (input{}) {
		return failure{400, "No data provided"}
	}
	return nil
}

// Checks the fields and copies them into a note.
func (in *input) apply(n *note) error {
	if in.Title != nil {
		n.Title = strings.TrimSpace(*in.Title)
		if n.Title == "" {
			return failure{400, "Title is required"}
		}
		if utf8.RuneCountInString(n.Title) > 200 {
			return failure{400, "Title must be at most 200 characters"}
		}
	}
	if in.Content != nil {
		n.Content = strings.TrimSpace(*in.Content)
		if n.Content == "" {
			return failure{400, "Content is required"}
		}
		if len(n.Content) > 1<<20 {
			return failure{400, "Content must be at most 1048576 bytes"}
		}
	}
	if in.IsPinned != nil {
		n.IsPinned = *in.IsPinned
	}
	return nil
}

func paging(r *http.Request, defaultSize int) (number, size int) {
	number, size = 1, defaultSize
	if r.URL.RawQuery == "" {
		return
	}
	query := r.URL.Query()
	if value, err := strconv.ParseInt(query.Get("page"), 10, 32); err == nil && value > 0 {
		number = int(value)
	}
	if value, err := strconv.ParseInt(query.Get("per_page"), 10, 32); err == nil && value > 0 {
		size = int(value)
	}
	if size > 100 {
		size = 100
	}
	return
}

var buffers = sync.Pool{New: func() any { return new(bytes.Buffer) }}

// Writes the whole body with its length, so that it is not chunked.
func send(w http.ResponseWriter, status int, contentType string, write func(*bytes.Buffer) error) error {
	buffer := buffers.Get().(*bytes.Buffer)
	defer buffers.Put(buffer)
	buffer.Reset()
	if err := write(buffer); err != nil {
		return err
	}
	header := w.Header()
	header.Set("Content-Type", contentType)
	header.Set("Content-Length", strconv.Itoa(buffer.Len()))
	w.WriteHeader(status)
	_, err := w.Write(buffer.Bytes())
	if err != nil {
		log.Print(err) // the client is gone, so an error cannot be sent
	}
	return nil
}

func sendJSON(w http.ResponseWriter, status int, value any) error {
	return send(w, status, "application/json", func(buffer *bytes.Buffer) error {
		encoder := json.NewEncoder(buffer)
		encoder.SetEscapeHTML(false)
		return encoder.Encode(value)
	})
}
