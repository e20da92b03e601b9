#include "currentslot.h"

_Thread_local const void *clinux_current_slot_storage = 0;

__attribute__((swiftcall)) void *swift_task_getCurrent(void);

const void *clinux_current_task(void) { return swift_task_getCurrent(); }
