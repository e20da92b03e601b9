#define _GNU_SOURCE
#include <sys/socket.h>

#include "accept.h"

int clinux_accept(int listener, void *address, unsigned *length) {
    return accept4(listener, address, length, SOCK_CLOEXEC | SOCK_NONBLOCK);
}
