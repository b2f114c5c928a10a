// How often the kernel has killed for lack of memory: in our cgroup where it can be read, else on
// the whole machine.
#include "shim.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static int64_t read_count(const char *path) {
    FILE *file = fopen(path, "re");
    if (file == NULL) return -1;
    char line[256];
    int64_t count = -1;
    while (fgets(line, sizeof line, file) != NULL) {
        if (strncmp(line, "oom_kill ", 9) == 0) count = strtoll(line + 9, NULL, 10);
    }
    fclose(file);
    return count;
}

static int64_t read_group(const char *line) {
    char path[4400];
    const char *group = strrchr(line, ':');
    if (group == NULL) return -1;
    if (strncmp(line, "0::", 3) == 0) {
        snprintf(path, sizeof path, "/sys/fs/cgroup%s/memory.events", group + 1);
        return read_count(path);
    }
    const char *kind = strchr(line, ':');
    if (strncmp(kind, ":memory:", 8) != 0) return -1;
    snprintf(path, sizeof path, "/sys/fs/cgroup/memory%s/memory.oom_control", group + 1);
    int64_t count = read_count(path);
    return count >= 0 ? count : read_count("/sys/fs/cgroup/memory/memory.oom_control");
}

struct kills memory_kills(void) {
    char line[4200];
    int64_t count = -1;
    FILE *file = fopen("/proc/self/cgroup", "re");
    while (file != NULL && count < 0 && fgets(line, sizeof line, file) != NULL) {
        line[strcspn(line, "\n")] = 0;
        count = read_group(line);
    }
    if (file != NULL) fclose(file);
    if (count >= 0) return (struct kills){count, false};
    return (struct kills){read_count("/proc/vmstat"), true};
}
