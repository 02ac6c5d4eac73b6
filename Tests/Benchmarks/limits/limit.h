// The parts that the two limits share. A limit sends the same response to every request, as fast as it can.
#pragma once

#include <stddef.h>

// The response: the head and the body, as an app writes them to FCGI_STDOUT.
extern char *response;
extern size_t response_size;

// Called once, before the first request.
void prepare(void);

// Waits on the epoll and responds to requests, forever. Each thread has an epoll of its own, and each connection belongs to one of
// them. So no two threads ever use the same connection.
void serve(int epoll);
