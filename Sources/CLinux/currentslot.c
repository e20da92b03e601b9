#include "currentslot.h"

_Thread_local const void *clinux_current_slot_storage = 0;
