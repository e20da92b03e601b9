// accept4, which the C library's module leaves out.
#ifndef CLINUX_ACCEPT_H
#define CLINUX_ACCEPT_H

/// Accepts a connection as a descriptor that neither blocks nor outlives an exec; -1 and `errno` where there is none. The
/// peer's address, a `sockaddr`, goes to `address`, as with accept(2).
int clinux_accept(int listener, void *address, unsigned *length);

#endif
