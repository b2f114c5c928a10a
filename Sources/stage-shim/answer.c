// What a start request is told: one letter and what belongs to it, then the stream ends.
#define _GNU_SOURCE
#include "shim.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#define ANSWER_BYTES_MAX 4096

static void put(int answer, const char *bytes, size_t size) {
    // With the engine gone nobody listens; the attempt goes on all the same.
    while (size > 0) {
        ssize_t count = send(answer, bytes, size, MSG_NOSIGNAL);
        if (count <= 0) return;
        bytes += count;
        size -= (size_t)count;
    }
}

// 's', pid (i32), start ticks (u64), boot id.
void answer_started(int answer, const struct process *process) {
    char message[1 + 4 + 8 + sizeof process->boot] = "s";
    const int32_t pid = process->pid;
    memcpy(message + 1, &pid, sizeof pid);
    memcpy(message + 5, &process->ticks, sizeof process->ticks);
    const size_t size = strlen(process->boot);
    memcpy(message + 13, process->boot, size);
    put(answer, message, 13 + size);
}

// 'x': the folder says what became of it.
void answer_exists(int answer) { put(answer, "x", 1); }

// 'f', errno (i32), one sentence for the person.
void answer_failed(int answer, int error, const char *format, ...) {
    char message[ANSWER_BYTES_MAX] = "f";
    const int32_t number = error;
    memcpy(message + 1, &number, sizeof number);
    va_list values;
    va_start(values, format);
    int size = vsnprintf(message + 5, sizeof message - 5, format, values);
    va_end(values);
    if (size < 0) size = 0;
    if ((size_t)size > sizeof message - 6) size = sizeof message - 6;
    put(answer, message, 5 + (size_t)size);
}
