// Starts a limit. Usage: limit-NAME THREADS RESPONSE, with the listening socket as descriptor 0. RESPONSE is a file.
#include "limit.h"

#include <linux/sched.h>
#include <pthread.h>
#include <sched.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/epoll.h>
#include <sys/socket.h>

enum { most_threads = 256, most_bytes = 1 << 20 };

char *response;
size_t response_size;

static void fail(const char *cause) {
    perror(cause);
    exit(1);
}

static void read_response(const char *path) {
    FILE *file = fopen(path, "rb");
    if (!file || !(response = malloc(most_bytes))) fail(path);
    response_size = fread(response, 1, most_bytes, file);
    fclose(file);
}

static void *run(void *epoll) {
    serve((int)(intptr_t)epoll);
    return NULL;
}

int main(int count, char **arguments) {
    int threads = count == 3 ? atoi(arguments[1]) : 0;
    if (threads < 1 || threads > most_threads) {
        fprintf(stderr, "usage: %s THREADS RESPONSE, with the listening socket as descriptor 0\n", arguments[0]);
        return 2;
    }
    read_response(arguments[2]);
    prepare();

    // As the workers of Notes (sched(7)). All threads inherit this policy.
    struct sched_param parameters = {0};
    if (sched_setscheduler(0, SCHED_BATCH, &parameters)) fail("sched_setscheduler");

    int epolls[most_threads];
    for (int i = 0; i < threads; i++) {
        pthread_t thread;
        if ((epolls[i] = epoll_create1(0)) < 0) fail("epoll_create1");
        if (pthread_create(&thread, NULL, run, (void *)(intptr_t)epolls[i])) fail("pthread_create");
    }
    // The threads get the connections in turn.
    for (unsigned next = 0;; next++) {
        int connection = accept(0, NULL, NULL);
        if (connection < 0) fail("accept");
        struct epoll_event event = {.events = EPOLLIN, .data.fd = connection};
        if (epoll_ctl(epolls[next % threads], EPOLL_CTL_ADD, connection, &event)) fail("epoll_ctl");
    }
}
