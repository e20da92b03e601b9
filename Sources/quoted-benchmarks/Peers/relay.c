// The least that can stand between a feed and a subscriber: passes lines from a TCP connection to a Unix socket, as they
// come, with epoll.
//
//     cc -O3 -o relay relay.c && ./relay relay.sock
//
// Listens at 127.0.0.1, at a port that it names on standard error, and at the Unix socket PATH; takes one subscriber, then
// one feed, and ends with the feed. A line is passed on when its newline is there. A subscriber that does not read is
// waited for.
#define _GNU_SOURCE
#include <errno.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

static int checked(int result, const char *what) {
    if (result >= 0) return result;
    perror(what);
    exit(1);
}

static int listen_unix(const char *path) {
    struct sockaddr_un address = {.sun_family = AF_UNIX};
    if (strlen(path) >= sizeof address.sun_path) { fputs("relay: path too long\n", stderr); exit(64); }
    strcpy(address.sun_path, path);
    unlink(path);
    int listener = checked(socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0), "socket");
    checked(bind(listener, (struct sockaddr *)&address, sizeof address), path);
    checked(listen(listener, 16), "listen");
    return listener;
}

static int listen_tcp(void) {
    struct sockaddr_in address = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    socklen_t length = sizeof address;
    int listener = checked(socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0), "socket");
    checked(bind(listener, (struct sockaddr *)&address, sizeof address), "bind");
    checked(listen(listener, 16), "listen");
    checked(getsockname(listener, (struct sockaddr *)&address, &length), "getsockname");
    fprintf(stderr, "relay: listening for feeds on 127.0.0.1:%d\n", ntohs(address.sin_port));
    return listener;
}

int main(int count, char **arguments) {
    if (count != 2) { fputs("usage: relay PATH\n", stderr); return 64; }
    int unix_listener = listen_unix(arguments[1]), tcp_listener = listen_tcp();
    int subscriber = checked(accept4(unix_listener, NULL, NULL, SOCK_CLOEXEC), "accept");
    int feed = checked(accept4(tcp_listener, NULL, NULL, SOCK_CLOEXEC | SOCK_NONBLOCK), "accept");

    int epoll = checked(epoll_create1(EPOLL_CLOEXEC), "epoll_create1");
    struct epoll_event event = {.events = EPOLLIN, .data.fd = feed};
    checked(epoll_ctl(epoll, EPOLL_CTL_ADD, feed, &event), "epoll_ctl");
    static char buffer[1 << 16];
    size_t held = 0;
    for (;;) {
        if (epoll_wait(epoll, &event, 1, -1) < 1) continue;
        ssize_t n = recv(feed, buffer + held, sizeof buffer - held, 0);
        if (n < 0 && (errno == EAGAIN || errno == EINTR)) continue;
        if (checked(n, "recv") == 0) break;
        held += n;
        char *last = memrchr(buffer, '\n', held);
        size_t whole = last ? last + 1 - buffer : held == sizeof buffer ? held : 0;
        for (size_t sent = 0; sent < whole;) {
            sent += checked(send(subscriber, buffer + sent, whole - sent, MSG_NOSIGNAL), "send");
        }
        memmove(buffer, buffer + whole, held - whole);
        held -= whole;
    }
    unlink(arguments[1]);
    return 0;
}
