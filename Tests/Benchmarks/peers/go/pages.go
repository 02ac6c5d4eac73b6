package main

import (
	"bytes"
	"embed"
	"html/template"
	"net/http"
	"strconv"
	"strings"
)

//go:embed templates
var files embed.FS

var templates = parse("list.html", "detail.html", "error.html")

func parse(names ...string) map[string]*template.Template {
	functions := template.FuncMap{
		"datetime": func(t timestamp) string { return t.Format("2006-01-02T15:04:05.000Z") },
		"minute":   func(t timestamp) string { return t.Format("2006-01-02 15:04 UTC") },
		"excerpt":  excerpt,
	}
	pages := map[string]*template.Template{}
	for _, name := range names {
		pages[name] = template.Must(
			template.New(name).Funcs(functions).ParseFS(files, "templates/base.html", "templates/"+name))
	}
	return pages
}

// The length of the preview in a list, in characters.
func excerpt(text string) string {
	count := 0
	for index := range text {
		if count == 280 {
			return text[:index] + "…"
		}
		count++
	}
	return text
}

func sendPage(w http.ResponseWriter, status int, name string, data any) error {
	return send(w, status, "text/html; charset=utf-8", func(buffer *bytes.Buffer) error {
		return templates[name].ExecuteTemplate(buffer, "base.html", data)
	})
}

type listData struct {
	Query          string
	Notes          []note
	Total          int
	Number, Pages  int
	Previous, Next int
}

func (a *app) listPage(w http.ResponseWriter, r *http.Request) error {
	number, size := paging(r, 10)
	data := listData{Number: number}
	if r.URL.RawQuery != "" {
		data.Query = strings.TrimSpace(r.URL.Query().Get("q"))
	}
	var err error
	if data.Query == "" {
		data.Notes, data.Total, err = a.store.page(a.store.selectPinned, number, size)
	} else {
		data.Notes, data.Total, err = a.store.find(data.Query, number, size)
	}
	if err != nil {
		return err
	}
	data.Pages = (data.Total + size - 1) / size
	if number > 1 {
		data.Previous = number - 1
	}
	if number < data.Pages {
		data.Next = number + 1
	}
	return sendPage(w, 200, "list.html", data)
}

func (a *app) detailPage(w http.ResponseWriter, r *http.Request) error {
	id, err := strconv.ParseInt(r.URL.Path[len("/notes/"):], 10, 64)
	if err != nil {
		return notFound
	}
	n, err := a.store.one(id)
	if err != nil {
		return err
	}
	return sendPage(w, 200, "detail.html", n)
}
