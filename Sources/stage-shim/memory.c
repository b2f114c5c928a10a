// How often the kernel has killed for lack of memory: in our cgroup where it can be read, else on
// the whole machine.
#define _GNU_SOURCE
#include "shim.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define COUNTS_BYTES_MAX 16384  // `/proc/vmstat` is the longest.

// Found once: a watcher has it from the server that forked it.
static struct {
    bool known, whole_machine;
    int fd;  // -1 where nothing tells.
} source;

static int64_t read_count(int fd) {
    char text[COUNTS_BYTES_MAX];
    ssize_t size = fd < 0 ? -1 : pread(fd, text, sizeof text - 1, 0);
    if (size <= 0) return -1;
    text[size] = 0;
    const char *line = strncmp(text, "oom_kill ", 9) == 0 ? text : strstr(text, "\noom_kill ");
    return line == NULL ? -1 : strtoll(strchr(line, ' '), NULL, 10);
}

static int open_counted(const char *path) {
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    if (fd < 0 || read_count(fd) >= 0) return fd;
    close(fd);
    return -1;
}

static int open_group(const char *line) {
    char path[4400];
    const char *group = strrchr(line, ':');
    if (group == NULL) return -1;
    if (strncmp(line, "0::", 3) == 0) {
        snprintf(path, sizeof path, "/sys/fs/cgroup%s/memory.events", group + 1);
        return open_counted(path);
    }
    const char *kind = strchr(line, ':');
    if (strncmp(kind, ":memory:", 8) != 0) return -1;
    snprintf(path, sizeof path, "/sys/fs/cgroup/memory%s/memory.oom_control", group + 1);
    int fd = open_counted(path);
    return fd >= 0 ? fd : open_counted("/sys/fs/cgroup/memory/memory.oom_control");
}

static void find_source(void) {
    char line[4200];
    source.known = true;
    source.fd = -1;
    FILE *file = fopen("/proc/self/cgroup", "re");
    while (file != NULL && source.fd < 0 && fgets(line, sizeof line, file) != NULL) {
        line[strcspn(line, "\n")] = 0;
        source.fd = open_group(line);
    }
    if (file != NULL) fclose(file);
    source.whole_machine = source.fd < 0;
    if (source.whole_machine) source.fd = open_counted("/proc/vmstat");
}

struct kills memory_kills(void) {
    if (!source.known) find_source();
    return (struct kills){read_count(source.fd), source.whole_machine};
}
