// epoll, inotify, signalfd, statfs and timerfd, which the C library's module leaves out.
#ifndef CLINUX_EPOLL_H
#define CLINUX_EPOLL_H

#include <sys/epoll.h>
#include <sys/inotify.h>
#include <sys/signalfd.h>
#include <sys/statfs.h>
#include <sys/timerfd.h>

#endif
