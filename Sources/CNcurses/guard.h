// The strings that leave the screen, which the screen finds and the guard writes.

#ifndef CNC_GUARD_H
#define CNC_GUARD_H

#include <stddef.h>

void cnc_guard_clear_leave(void);
void cnc_guard_add_leave(char byte);

#endif
