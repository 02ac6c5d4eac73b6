/* libfcgi's fcgiapp.h (never fcgi_stdio.h, which redefines stdio), and what Swift's Glibc module lacks. */
#pragma once

#include <fastcgi.h>
#include <fcgiapp.h>
#include <errno.h>
#include <stddef.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <sys/socket.h>

/* accept4(2) is declared only under _GNU_SOURCE. The descriptor is closed on exec and blocks. */
extern int accept4(int, struct sockaddr *, socklen_t *, int);

static inline int cfastcgi_accept(int listening) {
    return accept4(listening, NULL, NULL, SOCK_CLOEXEC);
}
