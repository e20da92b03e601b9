// What Glibc does not import into Swift, and the few inline helpers that Swift cannot say.
#ifndef CLINUX_H
#define CLINUX_H
#include "currentslot.h"
#include "accept.h"
#include "vectors.h"
#include "quotes.h"
#include "plainlines.h"
#include "resultlines.h"
#include "epoll.h"
#include "processors.h"
#include "suspension.h"
#endif
