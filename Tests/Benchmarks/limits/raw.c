// The raw limit: FastCGI without libfcgi. For each request it calls recv once, looks for the record that ends the request, and calls
// send once. If a request arrives in several parts, it calls recv for each part.
#include "limit.h"

#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

// The record types of the FastCGI specification, section 8.
enum { end_request = 3, standard_input = 5, standard_output = 6 };
enum { head_bytes = 8, most_content = 65528, most_connections = 4096 };

// All records of the response, for request 1: nginx gives every request this id.
static unsigned char *records;
static size_t records_size;

// How far a connection's records have been read. Each connection has its own, by its descriptor.
static struct progress {
    unsigned char head[head_bytes]; // the head of the current record, as far as it has arrived
    size_t head_size;
    size_t rest; // how many bytes of the record's content and padding follow
} connections[most_connections];

static size_t least(size_t a, size_t b) {
    return a < b ? a : b;
}

// Appends a record.
static void add(int type, const void *content, size_t size) {
    unsigned char head[head_bytes] = {1, type, 0, 1, size >> 8, size & 255, 0, 0};
    memcpy(records + records_size, head, sizeof head);
    memcpy(records + records_size + sizeof head, content, size);
    records_size += sizeof head + size;
}

void prepare(void) {
    size_t most_records = response_size / most_content + 3;
    records = malloc(response_size + most_records * head_bytes + 8);
    if (!records) abort();
    for (size_t sent = 0, size; sent < response_size; sent += size) {
        size = least(response_size - sent, most_content);
        add(standard_output, response + sent, size);
    }
    add(standard_output, "", 0);
    add(end_request, "\0\0\0\0\0\0\0\0", 8);
}

// Reads bytes of records. Returns whether they contain the end of a request, an empty FCGI_STDIN record.
static int ends_request(struct progress *progress, const unsigned char *bytes, size_t size) {
    unsigned char *head = progress->head;
    int ends = 0;
    for (size_t used; size > 0; bytes += used, size -= used) {
        if (progress->rest > 0) {
            used = least(size, progress->rest);
            progress->rest -= used;
            continue;
        }
        used = least(size, head_bytes - progress->head_size);
        memcpy(head + progress->head_size, bytes, used);
        progress->head_size += used;
        if (progress->head_size == head_bytes) {
            size_t content = head[4] << 8 | head[5];
            if (head[1] == standard_input && content == 0) ends = 1;
            progress->rest = content + head[6];
            progress->head_size = 0;
        }
    }
    return ends;
}

// Returns whether the connection is still open.
static int respond(int connection) {
    unsigned char bytes[65536];
    if (connection >= most_connections) return 0;
    ssize_t size = recv(connection, bytes, sizeof bytes, 0);
    if (size <= 0) return 0;
    // The socket blocks, so send takes all bytes.
    return !ends_request(&connections[connection], bytes, size) ||
           send(connection, records, records_size, MSG_NOSIGNAL) == (ssize_t)records_size;
}

static void end(int connection) {
    // The next connection may get the same number.
    if (connection < most_connections) memset(&connections[connection], 0, sizeof connections[connection]);
    close(connection);
}

void serve(int epoll) {
    struct epoll_event events[16];
    for (;;) {
        int count = epoll_wait(epoll, events, 16, -1);
        for (int i = 0; i < count; i++) {
            if (!respond(events[i].data.fd)) end(events[i].data.fd);
        }
    }
}
