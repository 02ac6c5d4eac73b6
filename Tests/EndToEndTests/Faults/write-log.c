/* For LD_PRELOAD: logs the writes and syncs of notes.db and notes.db-wal, in the order of the system calls. A record is
   struct record, followed by the bytes of a write. See WriteLog.swift. While the file named by the variable READ_ONLY
   exists, all writes fail. */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/uio.h>
#include <unistd.h>

enum kind { WRITTEN, TRUNCATED, SYNCED };

struct record {
    uint64_t kind, file, offset, length;
};

/* Makes the order of the log the order of the calls. */
static pthread_mutex_t mutex = PTHREAD_MUTEX_INITIALIZER;

/* 0: the database, 1: its write-ahead log, -1: another file. */
static int file_of(int descriptor) {
    char link[64], path[4096];
    snprintf(link, sizeof link, "/proc/self/fd/%d", descriptor);
    ssize_t length = readlink(link, path, sizeof path - 1);
    if (length < 0) return -1;
    path[length] = 0;
    const char *slash = strrchr(path, '/');
    if (slash && strcmp(slash, "/notes.db") == 0) return 0;
    return slash && strcmp(slash, "/notes.db-wal") == 0 ? 1 : -1;
}

static void append(enum kind kind, int file, uint64_t offset, const void *bytes, uint64_t length) {
    static int log = -1;
    if (log < 0) log = open(getenv("WRITE_LOG"), O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
    struct record record = {kind, file, offset, length};
    struct iovec parts[] = {{&record, sizeof record}, {(void *)bytes, bytes ? length : 0}};
    /* The tests need a complete log. */
    if (writev(log, parts, 2) != (ssize_t)(parts[0].iov_len + parts[1].iov_len)) abort();
}

static int is_read_only(void) {
    const char *path = getenv("READ_ONLY");
    return path && access(path, F_OK) == 0;
}

ssize_t pwrite64(int descriptor, const void *bytes, size_t count, off64_t offset) {
    static ssize_t (*next)(int, const void *, size_t, off64_t);
    int file = file_of(descriptor);
    pthread_mutex_lock(&mutex);
    if (!next) *(void **)&next = dlsym(RTLD_NEXT, "pwrite64");
    errno = EROFS;
    ssize_t written = file >= 0 && is_read_only() ? -1 : next(descriptor, bytes, count, offset);
    if (file >= 0 && written > 0) append(WRITTEN, file, offset, bytes, written);
    pthread_mutex_unlock(&mutex);
    return written;
}

int ftruncate64(int descriptor, off64_t length) {
    static int (*next)(int, off64_t);
    int file = file_of(descriptor);
    pthread_mutex_lock(&mutex);
    if (!next) *(void **)&next = dlsym(RTLD_NEXT, "ftruncate64");
    int result = next(descriptor, length);
    if (file >= 0 && result == 0) append(TRUNCATED, file, length, NULL, 0);
    pthread_mutex_unlock(&mutex);
    return result;
}

static int sync_with(int (*next)(int), int descriptor) {
    int file = file_of(descriptor);
    pthread_mutex_lock(&mutex);
    int result = next(descriptor);
    if (file >= 0 && result == 0) append(SYNCED, file, 0, NULL, 0);
    pthread_mutex_unlock(&mutex);
    return result;
}

int fdatasync(int descriptor) {
    return sync_with((int (*)(int))dlsym(RTLD_NEXT, "fdatasync"), descriptor);
}

int fsync(int descriptor) {
    return sync_with((int (*)(int))dlsym(RTLD_NEXT, "fsync"), descriptor);
}
