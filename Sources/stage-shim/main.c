#define _GNU_SOURCE
#include "shim.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

#define SIGNAL_MAX 64

static const char usage[] =
    "stage-shim watches the commands of Pitwall's stage runs; pitwall starts it by itself.\n"
    "\n"
    "  stage-shim serve [PITWALL ROOT]     take start requests on descriptor 3; where the engine\n"
    "                                      is killed, start another one for that project\n"
    "  stage-shim run-foreground SOURCE    run the launch read from SOURCE in this terminal\n"
    "  stage-shim --version                print the version and the protocol\n";

int main(int count, char **arguments, char **environment) {
    if (count == 2 && strcmp(arguments[1], "--version") == 0) {
        printf("stage-shim %s (protocol %d)\n", SHIM_VERSION, SHIM_PROTOCOL);
        return 0;
    }
    if (count == 2 && strcmp(arguments[1], "--help") == 0) {
        fputs(usage, stdout);
        return 0;
    }
    if (count == 2 && strcmp(arguments[1], "serve") == 0) return server_main(NULL);
    if (count == 4 && strcmp(arguments[1], "serve") == 0) {
        const struct successor successor = {arguments[2], arguments[3], environment};
        return server_main(&successor);
    }
    if (count == 3 && strcmp(arguments[1], "run-foreground") == 0) {
        return foreground_main(arguments[2]);
    }
    fputs(usage, stderr);
    return 2;
}

static int64_t now(clockid_t clock) {
    struct timespec time;
    clock_gettime(clock, &time);
    return (int64_t)time.tv_sec * SECOND + time.tv_nsec / 1000;
}

int64_t now_monotonic(void) { return now(CLOCK_MONOTONIC); }

int64_t now_wall(void) { return now(CLOCK_REALTIME); }

bool write_all(int fd, const void *bytes, size_t size) {
    const uint8_t *next = bytes;
    while (size > 0) {
        ssize_t written = write(fd, next, size);
        if (written < 0 && errno == EINTR) continue;
        if (written <= 0) return false;
        next += written;
        size -= (size_t)written;
    }
    return true;
}

void close_from(int first) {
    if (syscall(SYS_close_range, first, ~0u, 0) == 0) return;
    // Kernels before 5.9.
    long limit = sysconf(_SC_OPEN_MAX);
    for (int fd = first; fd < (limit > 0 ? limit : 1024); fd++) close(fd);
}

// Sees to it that no file of ours becomes a standard descriptor.
void open_standard(void) {
    int fd = open("/dev/null", O_RDWR | O_CLOEXEC);
    while (fd >= 0 && fd <= STDERR_FILENO) fd = open("/dev/null", O_RDWR | O_CLOEXEC);
    if (fd >= 0) close(fd);
}

void default_signals(void) {
    // Past the library, which hides two signals that `posix_spawn` leaves ignored. All zeros are
    // the kernel's default action.
    const uint8_t action[64] = {0};
    for (int number = 1; number <= SIGNAL_MAX; number++) {
        syscall(SYS_rt_sigaction, number, action, NULL, SIGNAL_MAX / 8);
    }
    sigset_t none;
    sigemptyset(&none);
    sigprocmask(SIG_SETMASK, &none, NULL);
}
