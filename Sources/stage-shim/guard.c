// What is left of the fork server when its engine has ended, as long as watchers of it run.
//
// An engine that was killed leaves what is queued to nobody. Its lock then is free, and the lock's
// file still names it; an engine that ends in order empties the file. Any screen may take over;
// only when none did, an engine without a screen is started, which ends when all is done.
#define _GNU_SOURCE
#include "shim.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <unistd.h>

enum engine { THERE, ENDED, DIED, NO_PROJECT };

static enum engine look(const char *lock) {
    int file = open(lock, O_RDONLY | O_CLOEXEC | O_NOFOLLOW);
    if (file < 0) return NO_PROJECT;
    struct flock request = {.l_type = F_WRLCK, .l_whence = SEEK_SET};
    char byte;
    enum engine engine = THERE;
    if (fcntl(file, F_OFD_GETLK, &request) != 0) engine = NO_PROJECT;
    else if (request.l_type == F_UNLCK) engine = pread(file, &byte, 1, 0) == 1 ? DIED : ENDED;
    close(file);
    return engine;
}

static _Noreturn void become_engine(const struct successor *successor, const char *log) {
    setsid();
    default_signals();
    int output = open(log, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC | O_NOFOLLOW, 0600);
    int none = open("/dev/null", O_RDWR | O_CLOEXEC);
    dup2(none, STDIN_FILENO);
    dup2(none, STDOUT_FILENO);
    dup2(output >= 0 ? output : none, STDERR_FILENO);
    if (chdir(successor->root) != 0) _exit(1);
    char *arguments[] = {successor->program, "engine", "--detached", "--project", successor->root,
                         NULL};
    close_from(STDERR_FILENO + 1);
    execve(successor->program, arguments, successor->environment);
    _exit(1);
}

// Twice forked, so that it is nobody's child.
static void start(const struct successor *successor, const char *log) {
    if (fork() != 0) return;
    if (fork() == 0) become_engine(successor, log);
    _exit(0);
}

// Shared with all watchers: when the last of them ended, on the monotonic clock.
static _Atomic int64_t *last_end;

void guard_prepare(void) {
    void *place = mmap(NULL, sizeof *last_end, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS,
                       -1, 0);
    if (place != MAP_FAILED) last_end = place;
}

void guard_note_end(void) {
    if (last_end != NULL) atomic_store(last_end, now_monotonic());
}

static char *path_in(const char *root, const char *name) {
    char *path;
    return asprintf(&path, "%s/.pitwall/%s", root, name) < 0 ? NULL : path;
}

void guard_main(const struct successor *successor, int watchers) {
    char *lock = path_in(successor->root, "engine.lock");
    char *log = path_in(successor->root, "engine.log");
    if (lock == NULL || log == NULL) return;
    prctl(PR_SET_NAME, "stage-guard");
    // Who stood by for the next request has ended by now.
    struct pollfd first = {watchers, 0, 0};
    bool watched = poll(&first, 1, 0) == 0;
    // One that ended just now may have ended after its engine, or together with it.
    const int64_t end = last_end != NULL ? atomic_load(last_end) : 0;
    const int64_t recent = end == 0 ? 0 : end + GUARD_WAIT;
    int64_t died_at = 0;
    int tries = 0;
    while (watched || died_at != 0 || now_monotonic() < recent) {
        struct pollfd item = {watched ? watchers : -1, 0, 0};
        const bool had = watched || now_monotonic() < recent;
        if (poll(&item, 1, GUARD_INTERVAL) > 0) watched = false;
        switch (look(lock)) {
        case NO_PROJECT: return;
        case THERE:
        case ENDED: died_at = 0; break;
        case DIED:
            // What nothing was running of is as its person left it.
            if (died_at == 0 && had) died_at = now_monotonic();
            break;
        }
        if (died_at == 0 || now_monotonic() - died_at < GUARD_WAIT) continue;
        if (tries++ == GUARD_TRIES) return;
        start(successor, log);
        died_at = now_monotonic();
    }
}
