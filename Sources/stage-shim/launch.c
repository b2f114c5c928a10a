// What is to be run. All numbers are little-endian; a text is its length and its bytes:
//
//   folder, working folder, shell           text
//   count, scripts                          u32, texts
//   count, environment                      u32, (u8 secret, text NAME=VALUE)
//   timeout (-1: none), grace, log cap      i64 microseconds, i64, i64 bytes
//   tty                                     u8
#define _GNU_SOURCE
#include "shim.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

struct reader {
    const uint8_t *next;
    size_t left;
    char *copy;  // Where the next text's bytes and zero go.
    bool failed;
};

bool launch_read(int source, uint8_t **bytes, size_t *size) {
    size_t capacity = 1 << 16, used = 0;
    uint8_t *buffer = malloc(capacity);
    while (buffer != NULL) {
        ssize_t count = read(source, buffer + used, capacity - used);
        if (count < 0 && errno == EINTR) continue;
        if (count < 0) break;
        if (count == 0) {
            *bytes = buffer;
            *size = used;
            return used > 0;
        }
        used += (size_t)count;
        if (used < capacity) continue;
        if (capacity >= LAUNCH_BYTES_MAX) break;
        capacity *= 2;
        uint8_t *larger = realloc(buffer, capacity);
        if (larger == NULL) break;
        buffer = larger;
    }
    free(buffer);
    return false;
}

static bool take(struct reader *reader, void *value, size_t size) {
    if (reader->failed || reader->left < size) {
        reader->failed = true;
        memset(value, 0, size);
        return false;
    }
    memcpy(value, reader->next, size);
    reader->next += size;
    reader->left -= size;
    return true;
}

static struct text take_text(struct reader *reader) {
    uint32_t size;
    struct text text = {reader->copy, 0};
    if (!take(reader, &size, sizeof size) || reader->left < size
        || memchr(reader->next, 0, size) != NULL) {
        reader->failed = true;
        *reader->copy = 0;
        return text;
    }
    take(reader, reader->copy, size);
    reader->copy[size] = 0;
    reader->copy += size + 1;
    text.size = size;
    return text;
}

static uint32_t take_count(struct reader *reader) {
    uint32_t count;
    take(reader, &count, sizeof count);
    if (count > ITEMS_MAX || count > reader->left / sizeof count) reader->failed = true;
    return reader->failed ? 0 : count;
}

static void take_scripts(struct reader *reader, struct launch *launch) {
    uint32_t count = take_count(reader);
    launch->scripts = calloc(count + 1, sizeof(char *));
    if (launch->scripts == NULL) reader->failed = true;
    for (uint32_t i = 0; i < count && !reader->failed; i++) {
        launch->scripts[launch->script_count++] = take_text(reader).bytes;
    }
}

static void take_environment(struct reader *reader, struct launch *launch) {
    uint32_t count = take_count(reader);
    // One more for TERM, one for the end.
    launch->environment = calloc(count + 2, sizeof(char *));
    launch->secrets = calloc(count + 1, sizeof(struct text));
    if (launch->environment == NULL || launch->secrets == NULL) reader->failed = true;
    for (uint32_t i = 0; i < count && !reader->failed; i++) {
        uint8_t secret;
        take(reader, &secret, 1);
        struct text entry = take_text(reader);
        launch->environment[launch->environment_count++] = entry.bytes;
        launch->environment_bytes += entry.size + 1;
        char *value = strchr(entry.bytes, '=');
        if (!secret || value == NULL) continue;
        struct text text = {value + 1, entry.size - (size_t)(value + 1 - entry.bytes)};
        launch->secrets[launch->secret_count++] = text;
    }
}

bool launch_parse(struct launch *launch, const uint8_t *bytes, size_t size) {
    memset(launch, 0, sizeof *launch);
    // Each text needs a byte more than its length, and has four before it.
    launch->memory = malloc(size + 1);
    if (launch->memory == NULL) return false;
    struct reader reader = {bytes, size, launch->memory, false};
    launch->folder = take_text(&reader).bytes;
    launch->working_folder = take_text(&reader).bytes;
    launch->shell = take_text(&reader).bytes;
    take_scripts(&reader, launch);
    take_environment(&reader, launch);
    take(&reader, &launch->timeout, sizeof launch->timeout);
    take(&reader, &launch->grace, sizeof launch->grace);
    take(&reader, &launch->log_cap, sizeof launch->log_cap);
    uint8_t tty;
    take(&reader, &tty, 1);
    launch->tty = tty != 0;
    if (launch->timeout < 0) launch->timeout = NO_TIME;
    if (launch->grace < 0) launch->grace = 0;
    if (launch->grace > GRACE_MAX) launch->grace = GRACE_MAX;
    if (launch->log_cap < LOG_CAP_MIN) launch->log_cap = LOG_CAP_MIN;
    return !reader.failed && reader.left == 0 && launch->script_count > 0;
}

// Names the terminal's kind where the launch does not: the person's own, or a common one.
void launch_name_terminal(struct launch *launch) {
    for (size_t i = 0; i < launch->environment_count; i++) {
        if (strncmp(launch->environment[i], "TERM=", 5) == 0) return;
    }
    const char *own = getenv("TERM");
    char *entry;
    if (asprintf(&entry, "TERM=%s", own != NULL && *own != 0 ? own : "xterm-256color") < 0) return;
    launch->environment[launch->environment_count++] = entry;
}
