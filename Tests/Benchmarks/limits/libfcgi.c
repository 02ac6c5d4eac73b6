// The limit on libfcgi: FCGX_Accept_r, FCGX_PutStr and FCGX_Finish_r for each request.
#include "limit.h"

#include <fcgiapp.h>
#include <signal.h>
#include <sys/epoll.h>

void prepare(void) {
    FCGX_Init();
    signal(SIGTERM, SIG_DFL); // libfcgi's handler does not end the program
}

static void respond(FCGX_Request *request, int connection) {
    char input[8192];
    request->ipcFd = connection;
    // FCGX_Accept_r first finishes the previous request. Without this flag, that step would close the connection.
    request->keepConnection = 1;
    // An error means that nginx has closed the connection. libfcgi then closes it too.
    if (FCGX_Accept_r(request) < 0) return;
    // libfcgi would parse unread bytes of a body as the next record.
    while (FCGX_GetStr(input, sizeof input, request->in) > 0) {}
    FCGX_PutStr(response, (int)response_size, request->out);
    FCGX_Finish_r(request);
}

void serve(int epoll) {
    struct epoll_event events[16];
    FCGX_Request request;
    FCGX_InitRequest(&request, -1, 0);
    FCGX_Detach(&request); // otherwise libfcgi waits up to two seconds when it closes a connection
    for (;;) {
        int count = epoll_wait(epoll, events, 16, -1);
        for (int i = 0; i < count; i++) respond(&request, events[i].data.fd);
    }
}
