// The notes app as a Go programmer writes it: net/http, database/sql, html/template.
//
// It serves the listening socket at descriptor 0: HTTP, or FastCGI with -fcgi.
package main

import (
	"flag"
	"log"
	"net"
	"net/http"
	"net/http/fcgi"
	"os"
)

func main() {
	fastCGI := flag.Bool("fcgi", false, "serve FastCGI instead of HTTP")
	path := flag.String("db", "sqlite:notes.db", "the database: sqlite:PATH, or pgsql: and parameters of libpq with ; between them")
	flag.Parse()

	store, err := openStore(*path)
	if err != nil {
		log.Fatal(err)
	}
	listener, err := net.FileListener(os.Stdin)
	if err != nil {
		log.Fatal("descriptor 0 is no listening socket: ", err)
	}
	handler := &app{store}
	if *fastCGI {
		log.Fatal(fcgi.Serve(listener, handler))
	}
	log.Fatal(http.Serve(listener, handler))
}
