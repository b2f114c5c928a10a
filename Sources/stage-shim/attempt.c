// The attempt's folder: `watcher` says who watches, `status` how it ended; until then `.status`
// says which session is to be ended should the watcher be killed. Each says which file it was
// written in, so that a copy of the folder does not pass for the attempt.
#define _GNU_SOURCE
#include "shim.h"

#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/vfs.h>
#include <time.h>
#include <unistd.h>

#define FILE_FLAGS (O_CLOEXEC | O_NOFOLLOW)
// File systems that number their files anew as they please.
#define FAT 0x4d44
#define EXFAT 0x2011bab0

// Makes the folder with its parents, each 0700.
static int make_folders(const char *path) {
    char *copy = strdup(path);
    if (copy == NULL) return -1;
    for (char *slash = strchr(copy + 1, '/'); slash != NULL; slash = strchr(slash + 1, '/')) {
        *slash = 0;
        if (mkdir(copy, 0700) != 0 && errno != EEXIST && errno != EROFS && errno != EACCES) {
            free(copy);
            return -1;
        }
        *slash = '/';
    }
    free(copy);
    return mkdir(path, 0700) == 0 || errno == EEXIST ? 0 : -1;
}

int attempt_open(const char *path) {
    const int flags = O_RDONLY | O_DIRECTORY | FILE_FLAGS;
    int folder = open(path, flags);
    if (folder < 0 && errno == ENOENT && make_folders(path) == 0) folder = open(path, flags);
    if (folder < 0) return -1;
    fchmod(folder, 0700);
    return folder;
}

bool attempt_was_started(int folder) {
    struct stat info;
    return fstatat(folder, "watcher", &info, AT_SYMLINK_NOFOLLOW) == 0
        || fstatat(folder, "status", &info, AT_SYMLINK_NOFOLLOW) == 0;
}

// Read once: a watcher has it from the server that forked it.
static const char *boot_id(void) {
    static char boot[sizeof ((struct process *)0)->boot];
    if (boot[0] != 0) return boot;
    int source = open("/proc/sys/kernel/random/boot_id", O_RDONLY | O_CLOEXEC);
    if (source < 0) return boot;
    ssize_t size = read(source, boot, sizeof boot - 1);
    close(source);
    boot[size < 0 ? 0 : size] = 0;
    boot[strcspn(boot, "\n")] = 0;
    return boot;
}

void process_self(struct process *process) {
    memset(process, 0, sizeof *process);
    process->pid = getpid();
    struct member self;
    if (process_stat(process->pid, &self)) process->ticks = self.ticks;
    strcpy(process->boot, boot_id());
}

__attribute__((format(printf, 4, 5)))
static void add(char *text, size_t capacity, size_t *size, const char *format, ...) {
    va_list values;
    va_start(values, format);
    int count = vsnprintf(text + *size, capacity - *size, format, values);
    va_end(values);
    if (count > 0 && *size + (size_t)count < capacity) *size += (size_t)count;
}

// Which file a record is written in, where that stays so for as long as the file does.
static void add_place(char *text, size_t capacity, size_t *size, int file) {
    struct statfs system;
    struct stat info;
    if (fstatfs(file, &system) != 0 || fstat(file, &info) != 0) return;
    if (system.f_type == FAT || system.f_type == EXFAT) return;
    add(text, capacity, size, "device %llu\ninode %llu\n", (unsigned long long)info.st_dev,
        (unsigned long long)info.st_ino);
}

static size_t describe(char *text, size_t capacity, const struct process *process, int file) {
    size_t size = 0;
    add(text, capacity, &size, "protocol %d\npid %d\nstart %llu\nboot %s\n", SHIM_PROTOCOL,
        (int)process->pid, (unsigned long long)process->ticks, process->boot);
    add_place(text, capacity, &size, file);
    return size;
}

// Puts `watcher` into place unless it is there: of two starts of one attempt, one wins.
int attempt_publish(int folder, const struct process *process) {
    char draft[40], text[256];
    snprintf(draft, sizeof draft, ".watcher.%d", (int)process->pid);
    unlinkat(folder, draft, 0);
    int file = openat(folder, draft, O_WRONLY | O_CREAT | O_EXCL | FILE_FLAGS, 0600);
    if (file < 0) return errno;
    size_t size = describe(text, sizeof text - 4, process, file);
    add(text, sizeof text, &size, "end\n");
    int error = write_all(file, text, size) ? 0 : errno;
    close(file);
    if (error == 0 && renameat2(folder, draft, folder, "watcher", RENAME_NOREPLACE) != 0) {
        error = errno;
        // Where the file system cannot rename so, a link does not replace either.
        if (error == EINVAL || error == ENOSYS) {
            error = linkat(folder, draft, folder, "watcher", 0) == 0 ? 0 : errno;
        }
    }
    if (error != 0) unlinkat(folder, draft, 0);
    return error;
}

// Takes the disk space of the status now, so that it can be told on a full disk too.
int attempt_reserve_status(int folder) {
    unlinkat(folder, ".status", 0);
    int file = openat(folder, ".status", O_WRONLY | O_CREAT | O_EXCL | FILE_FLAGS, 0600);
    if (file < 0) return -1;
    char blank[STATUS_BYTES_MAX];
    memset(blank, '\n', sizeof blank);
    if (!write_all(file, blank, sizeof blank)) {
        int error = errno;
        close(file);
        unlinkat(folder, ".status", 0);
        errno = error;
        return -1;
    }
    return file;
}

// Says which session to end should the watcher be killed: without it the next attempt could run
// beside this one.
void attempt_record_session(int status) {
    struct process self;
    char text[SESSION_BYTES];
    process_self(&self);
    size_t size = describe(text, sizeof text - 4, &self, status);
    add(text, sizeof text, &size, "end\n");
    // The same size each time: nothing of an earlier command's is left behind it.
    memset(text + size, '\n', sizeof text - size);
    (void)!pwrite(status, text, sizeof text, 0);
}

static size_t describe_outcome(char *text, size_t capacity, const struct process *process,
                               int status, const struct outcome *outcome) {
    size_t size = describe(text, capacity, process, status);
    if (outcome->timed_out) {
        add(text, capacity, &size, "outcome timeout\n");
    } else if (outcome->signal != 0) {
        add(text, capacity, &size, "outcome signal %d\n", outcome->signal);
    } else {
        add(text, capacity, &size, "outcome exit %d\n", outcome->code);
    }
    add(text, capacity, &size, "began %lld\nended %lld\nuser %lld\nsystem %lld\n",
        (long long)outcome->began, (long long)outcome->ended, (long long)outcome->user,
        (long long)outcome->system);
    add(text, capacity, &size, "peak %lld\ndropped %lld\noom %d\n", (long long)outcome->peak,
        (long long)outcome->dropped, outcome->out_of_memory);
    for (size_t i = 0; i < outcome->escaped_count; i++) {
        add(text, capacity, &size, "escaped %s\n", outcome->escaped[i]);
    }
    return size;
}

static bool put_status(int folder, int status, const char *text, size_t size) {
    for (size_t done = 0; done < size;) {
        ssize_t count = pwrite(status, text + done, size - done, (off_t)done);
        if (count < 0 && errno == EINTR) continue;
        if (count <= 0) return false;
        done += (size_t)count;
    }
    while (ftruncate(status, (off_t)size) != 0) {
        if (errno != EINTR) return false;
    }
    return renameat(folder, ".status", folder, "status") == 0;
}

// Tells how it ended, trying on while the disk is full; gives up when the folder is gone or broken.
void attempt_finish(int folder, int status, const struct process *process,
                    const struct outcome *outcome) {
    char text[STATUS_BYTES_MAX];
    size_t size = describe_outcome(text, sizeof text - 4, process, status, outcome);
    add(text, sizeof text, &size, "end\n");
    for (int failures = 0; !put_status(folder, status, text, size);) {
        const bool full = errno == ENOSPC || errno == EDQUOT;
        struct stat info;
        if (errno == ENOENT || fstat(folder, &info) != 0 || info.st_nlink == 0) return;
        if (!full && ++failures == STATUS_TRIES) return;
        const struct timespec pause = {.tv_sec = STATUS_RETRY_SECONDS};
        nanosleep(&pause, NULL);
    }
}
