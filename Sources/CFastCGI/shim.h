/* libfcgi's API, and system calls that Swift's Glibc module lacks. Never include fcgi_stdio.h: it redefines stdio. */
#pragma once

#include <fastcgi.h>
#include <fcgiapp.h>
#include <errno.h>
#include <linux/sched.h>
#include <malloc.h>
#include <sched.h>
#include <stddef.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <sys/socket.h>

/* The headers declare accept4(2) only under _GNU_SOURCE. */
extern int accept4(int, struct sockaddr *, socklen_t *, int);

/* Accepts a connection and returns its descriptor, blocking and close-on-exec; or returns -1 and sets errno. */
static inline int cfastcgi_accept(int listening) {
    return accept4(listening, NULL, NULL, SOCK_CLOEXEC);
}

/* Lets the calling thread run by the policy SCHED_BATCH (sched(7)); or returns -1 and sets errno. */
static inline int cfastcgi_schedule_as_batch(void) {
    struct sched_param parameters = {0};
    return sched_setscheduler(0, SCHED_BATCH, &parameters);
}
