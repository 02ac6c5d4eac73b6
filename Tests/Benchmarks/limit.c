// The limit in C: the loop of libfcgi in plain threads. The response to /?bytes=N has N bytes. Usage: limit THREADS
//
// Each kept connection occupies a thread, even an idle connection. So THREADS must be the number of connections that nginx keeps.
#include <fcgiapp.h>
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { maximum = 1 << 20 };
static char letters[maximum];

static void *work(void *unused) {
    FCGX_Request request;
    char input[8192];
    FCGX_InitRequest(&request, 0, 0);
    while (FCGX_Accept_r(&request) == 0) {
        // libfcgi would parse unread bytes of a body as the next record.
        while (FCGX_GetStr(input, sizeof input, request.in) > 0) {}
        const char *target = FCGX_GetParam("REQUEST_URI", request.envp);
        const char *bytes = target ? strstr(target, "bytes=") : NULL;
        int size = bytes ? atoi(bytes + strlen("bytes=")) : 0;
        if (size < 0 || size > maximum) size = 0;
        FCGX_FPrintF(request.out, "Content-Type: text/plain\r\nContent-Length: %d\r\n\r\n", size);
        FCGX_PutStr(letters, size, request.out);
    }
    return unused;
}

int main(int count, char **arguments) {
    int threads = count == 2 ? atoi(arguments[1]) : 0;
    if (threads < 1) {
        fputs("usage: limit THREADS, with the listening socket as descriptor 0\n", stderr);
        return 2;
    }
    memset(letters, 'x', sizeof letters);
    FCGX_Init();
    signal(SIGTERM, SIG_DFL); // libfcgi's handler does not end the program
    pthread_t thread;
    for (int i = 1; i < threads; i++) pthread_create(&thread, NULL, work, NULL);
    work(NULL);
    return 1;
}
