// Preloaded into quoted, this counts its calls of the C library and makes chosen ones fail, as a machine does that is out of
// memory, of descriptors or of disk.
//
//   FAULTS_COUNTS=PATH                  count the calls here: a line "name count" each, 24 and 12 columns wide
//   FAULTS_FAIL=name:first:last:errno   fail these calls of a function, counted from 1, with this errno
//   FAULTS_STOP=name:number             stop the process before this call, as SIGSTOP does
//   FAULTS_SLOW=name:seconds            let each call of a function take so much longer; a lookup of a number does not
//   FAULTS_CLOCK=PATH                   set the time of day forward by the seconds that stand in this file, or back
//
// A call that fails has not been made, but for close: its descriptor is closed. Only calls on descriptor 2 are left out,
// which are the log's own: they are counted as "log".
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <grp.h>
#include <netdb.h>
#include <poll.h>
#include <pthread.h>
#include <signal.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/file.h>
#include <sys/inotify.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/signalfd.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/statfs.h>
#include <sys/time.h>
#include <sys/uio.h>
#include <time.h>
#include <unistd.h>

#define CALLS(X) \
    X(accept) X(accept4) X(bind) X(chmod) X(close) X(connect) X(epoll_create1) X(epoll_ctl) X(epoll_wait) X(fchmod) \
    X(fchmodat) X(fchown) X(fchownat) X(fcntl) X(fdatasync) X(flock) X(fstat) X(fstatat) X(fsync) X(ftruncate) \
    X(getaddrinfo) X(getgrnam) X(getnameinfo) X(getpeername) X(getrlimit) X(getsockname) X(getsockopt) \
    X(inotify_add_watch) X(inotify_init1) X(inotify_rm_watch) X(isatty) X(lchown) X(listen) X(log) X(lseek) X(lstat) \
    X(mkdir) X(open) X(openat) X(pipe) X(pipe2) X(pread) X(pthread_create) X(pwrite) X(read) X(recv) X(rename) \
    X(renameat) X(send) X(sendto) X(setrlimit) X(setsockopt) X(signalfd) X(socket) X(stat) X(statfs) X(unlink) \
    X(unlinkat) X(write) X(writev)

enum call {
#define NUMBER(name) call_##name,
    CALLS(NUMBER)
    calls
};

static const char *const names[calls] = {
#define NAME(name) #name,
    CALLS(NAME)
};

static atomic_ulong counts[calls];
static int chosen = -1, failure, stopping = -1, slow = -1;
static unsigned long first, last, stop, seconds;
static char *shown;
static const char *volatile shift;
enum { name_width = 24, count_width = 12, line_width = name_width + count_width + 1 };

static void show(int call, unsigned long count) {
    char text[count_width + 1];
    snprintf(text, sizeof text, "%*lu", count_width, count);
    memcpy(shown + call * line_width + name_width, text, count_width);
}

// The call that a setting is about, and the rest of the setting.
static int named(const char *setting, const char **rest) {
    for (int i = 0; i < calls; i++) {
        size_t length = strlen(names[i]);
        if (strncmp(names[i], setting, length) || setting[length] != ':') continue;
        *rest = setting + length + 1;
        return i;
    }
    abort();
}

static void *map_file(const char *path, int flags, int protection, size_t size) {
    int (*real_open)(const char *, int, ...) = dlsym(RTLD_NEXT, "open");
    int (*real_ftruncate)(int, off_t) = dlsym(RTLD_NEXT, "ftruncate");
    int (*real_close)(int) = dlsym(RTLD_NEXT, "close");
    int file = real_open(path, flags | O_CLOEXEC, 0600);
    if (file < 0 || (flags & O_CREAT && real_ftruncate(file, size))) abort();
    void *map = mmap(0, size, protection, MAP_SHARED, file, 0);
    if (map == MAP_FAILED) abort();
    real_close(file);
    return map;
}

__attribute__((constructor)) static void begin(void) {
    const char *path = getenv("FAULTS_COUNTS"), *setting, *rest;
    // Whatever starts quoted is left in peace.
    if (!path || strcmp(program_invocation_short_name, "quoted")) return;
    char *map = map_file(path, O_RDWR | O_CREAT | O_TRUNC, PROT_READ | PROT_WRITE, calls * line_width);
    memset(map, ' ', calls * line_width);
    for (int i = 0; i < calls; i++) {
        memcpy(map + i * line_width, names[i], strlen(names[i]));
        map[(i + 1) * line_width - 1] = '\n';
    }
    if ((setting = getenv("FAULTS_FAIL"))) {
        chosen = named(setting, &rest);
        if (sscanf(rest, "%lu:%lu:%d", &first, &last, &failure) != 3) abort();
    }
    if ((setting = getenv("FAULTS_STOP"))) {
        stopping = named(setting, &rest);
        stop = strtoul(rest, 0, 10);
    }
    if ((setting = getenv("FAULTS_SLOW"))) {
        slow = named(setting, &rest);
        seconds = strtoul(rest, 0, 10);
    }
    if ((setting = getenv("FAULTS_CLOCK"))) shift = map_file(setting, O_RDONLY, PROT_READ, 32);
    shown = map;
    for (int i = 0; i < calls; i++) show(i, 0);
}

// Whether this call fails; errno is set then.
static int fails(int call) {
    if (!shown) return 0;
    unsigned long count = atomic_fetch_add(&counts[call], 1) + 1;
    show(call, count);
    if (call == stopping && count == stop) raise(SIGSTOP);
    if (call == slow) sleep(seconds);
    if (call != chosen || count < first || count > last) return 0;
    errno = failure;
    return 1;
}

#define REAL(name) ((__typeof__(&name))real(call_##name))

static void *real(int call) {
    static void *_Atomic found[calls];
    if (!found[call]) found[call] = dlsym(RTLD_NEXT, names[call]);
    return found[call];
}

#define WRAP(result, name, parameters, arguments) \
    result name parameters { return fails(call_##name) ? (result)-1 : REAL(name) arguments; }

WRAP(int, accept, (int fd, struct sockaddr *restrict a, socklen_t *restrict n), (fd, a, n))
WRAP(int, accept4, (int fd, struct sockaddr *restrict a, socklen_t *restrict n, int flags), (fd, a, n, flags))
WRAP(int, bind, (int fd, const struct sockaddr *a, socklen_t n), (fd, a, n))
WRAP(int, chmod, (const char *path, mode_t mode), (path, mode))
WRAP(int, connect, (int fd, const struct sockaddr *a, socklen_t n), (fd, a, n))
WRAP(int, epoll_create1, (int flags), (flags))
WRAP(int, epoll_ctl, (int e, int op, int fd, struct epoll_event *event), (e, op, fd, event))
WRAP(int, epoll_wait, (int e, struct epoll_event *events, int n, int timeout), (e, events, n, timeout))
WRAP(int, fchmod, (int fd, mode_t mode), (fd, mode))
WRAP(int, fchmodat, (int at, const char *path, mode_t mode, int flags), (at, path, mode, flags))
WRAP(int, fchown, (int fd, uid_t user, gid_t group), (fd, user, group))
WRAP(int, fchownat, (int at, const char *path, uid_t user, gid_t group, int flags), (at, path, user, group, flags))
WRAP(int, fdatasync, (int fd), (fd))
WRAP(int, flock, (int fd, int operation), (fd, operation))
WRAP(int, fstat, (int fd, struct stat *status), (fd, status))
WRAP(int, fstatat, (int at, const char *restrict path, struct stat *restrict status, int flags), (at, path, status, flags))
WRAP(int, fsync, (int fd), (fd))
WRAP(int, ftruncate, (int fd, off_t size), (fd, size))
WRAP(int, getpeername, (int fd, struct sockaddr *restrict a, socklen_t *restrict n), (fd, a, n))
WRAP(int, getrlimit, (__rlimit_resource_t resource, struct rlimit *limit), (resource, limit))
WRAP(int, getsockname, (int fd, struct sockaddr *restrict a, socklen_t *restrict n), (fd, a, n))
WRAP(int, getsockopt, (int fd, int level, int name, void *restrict value, socklen_t *restrict n), (fd, level, name, value, n))
WRAP(int, inotify_add_watch, (int fd, const char *path, uint32_t events), (fd, path, events))
WRAP(int, inotify_init1, (int flags), (flags))
WRAP(int, inotify_rm_watch, (int fd, int watch), (fd, watch))
WRAP(int, lchown, (const char *path, uid_t user, gid_t group), (path, user, group))
WRAP(int, listen, (int fd, int backlog), (fd, backlog))
WRAP(off_t, lseek, (int fd, off_t offset, int from), (fd, offset, from))
WRAP(int, lstat, (const char *restrict path, struct stat *restrict status), (path, status))
WRAP(int, mkdir, (const char *path, mode_t mode), (path, mode))
WRAP(int, pipe, (int ends[2]), (ends))
WRAP(int, pipe2, (int ends[2], int flags), (ends, flags))
WRAP(ssize_t, pread, (int fd, void *bytes, size_t n, off_t offset), (fd, bytes, n, offset))
WRAP(ssize_t, pwrite, (int fd, const void *bytes, size_t n, off_t offset), (fd, bytes, n, offset))
WRAP(ssize_t, read, (int fd, void *bytes, size_t n), (fd, bytes, n))
WRAP(ssize_t, recv, (int fd, void *bytes, size_t n, int flags), (fd, bytes, n, flags))
WRAP(int, rename, (const char *from, const char *to), (from, to))
WRAP(int, renameat, (int at, const char *from, int to_at, const char *to), (at, from, to_at, to))
WRAP(ssize_t, send, (int fd, const void *bytes, size_t n, int flags), (fd, bytes, n, flags))
WRAP(ssize_t, sendto, (int fd, const void *bytes, size_t n, int flags, const struct sockaddr *a, socklen_t l), (fd, bytes, n, flags, a, l))
WRAP(int, setrlimit, (__rlimit_resource_t resource, const struct rlimit *limit), (resource, limit))
WRAP(int, setsockopt, (int fd, int level, int name, const void *value, socklen_t n), (fd, level, name, value, n))
WRAP(int, signalfd, (int fd, const sigset_t *signals, int flags), (fd, signals, flags))
WRAP(int, socket, (int family, int type, int protocol), (family, type, protocol))
WRAP(int, stat, (const char *restrict path, struct stat *restrict status), (path, status))
WRAP(int, statfs, (const char *path, struct statfs *status), (path, status))
WRAP(int, unlink, (const char *path), (path))
WRAP(int, unlinkat, (int at, const char *path, int flags), (at, path, flags))
WRAP(ssize_t, writev, (int fd, const struct iovec *pieces, int n), (fd, pieces, n))

ssize_t write(int fd, const void *bytes, size_t n) {
    return fails(fd == 2 ? call_log : call_write) ? -1 : REAL(write)(fd, bytes, n);
}
int close(int fd) {
    int failed = fails(call_close), number = errno, result = REAL(close)(fd);
    if (failed) errno = number;
    return failed ? -1 : result;
}
int isatty(int fd) {
    return fails(call_isatty) ? 0 : REAL(isatty)(fd);
}
int open(const char *path, int flags, ...) {
    va_list list;
    va_start(list, flags);
    mode_t mode = va_arg(list, mode_t);
    va_end(list);
    return fails(call_open) ? -1 : REAL(open)(path, flags, mode);
}
int openat(int at, const char *path, int flags, ...) {
    va_list list;
    va_start(list, flags);
    mode_t mode = va_arg(list, mode_t);
    va_end(list);
    return fails(call_openat) ? -1 : REAL(openat)(at, path, flags, mode);
}
int fcntl(int fd, int command, ...) {
    va_list list;
    va_start(list, command);
    long argument = va_arg(list, long);
    va_end(list);
    return fails(call_fcntl) ? -1 : REAL(fcntl)(fd, command, argument);
}
struct group *getgrnam(const char *name) {
    return fails(call_getgrnam) ? 0 : REAL(getgrnam)(name);
}
// These say what is wrong by what they return.
int getaddrinfo(const char *restrict host, const char *restrict port, const struct addrinfo *restrict hints,
                struct addrinfo **restrict list) {
    struct in6_addr address;
    int is_numeric = (hints && hints->ai_flags & AI_NUMERICHOST) || !host || inet_pton(AF_INET, host, &address) == 1 ||
                     inet_pton(AF_INET6, host, &address) == 1;
    return !is_numeric && fails(call_getaddrinfo) ? EAI_SYSTEM : REAL(getaddrinfo)(host, port, hints, list);
}
int getnameinfo(const struct sockaddr *restrict a, socklen_t n, char *restrict host, socklen_t hn, char *restrict port,
                socklen_t pn, int flags) {
    return fails(call_getnameinfo) ? EAI_SYSTEM : REAL(getnameinfo)(a, n, host, hn, port, pn, flags);
}
int pthread_create(pthread_t *restrict thread, const pthread_attr_t *restrict attributes, void *(*body)(void *),
                   void *restrict argument) {
    return fails(call_pthread_create) ? failure : REAL(pthread_create)(thread, attributes, body, argument);
}

// The time of day.
static time_t shifted(void) { return shift ? strtol((const char *)shift, 0, 10) : 0; }

int clock_gettime(clockid_t clock, struct timespec *now) {
    static int (*_Atomic real_clock_gettime)(clockid_t, struct timespec *);
    if (!real_clock_gettime) real_clock_gettime = (int (*)(clockid_t, struct timespec *))dlsym(RTLD_NEXT, "clock_gettime");
    int result = real_clock_gettime(clock, now);
    if (clock == CLOCK_REALTIME || clock == CLOCK_REALTIME_COARSE) now->tv_sec += shifted();
    return result;
}
time_t time(time_t *result) {
    struct timespec now;
    clock_gettime(CLOCK_REALTIME, &now);
    if (result) *result = now.tv_sec;
    return now.tv_sec;
}
int gettimeofday(struct timeval *restrict now, void *restrict zone) {
    (void)zone;
    struct timespec precise;
    clock_gettime(CLOCK_REALTIME, &precise);
    *now = (struct timeval){precise.tv_sec, precise.tv_nsec / 1000};
    return 0;
}
