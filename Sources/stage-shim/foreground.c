// A person's terminal in front of a watcher.
//
// The command runs in a terminal of its own under the watcher, so that its log, its status and its
// tree are kept as for any attempt, and it outlives a closed window. This process only carries
// bytes and window sizes between the two terminals.
#define _GNU_SOURCE
#include "shim.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/signalfd.h>
#include <sys/socket.h>
#include <unistd.h>

#define EXIT_NOT_STARTED 125  // As `timeout` and `env` say it.

static struct termios saved;
static bool has_terminal;

static void restore(void) {
    if (has_terminal) tcsetattr(STDIN_FILENO, TCSADRAIN, &saved);
}

static _Noreturn void quit(int code) {
    restore();
    _exit(code);
}

// Reads the watcher's answer; ends this process when the command does not run.
static void await_answer(int answer) {
    char message[4097];
    size_t size = 0;
    for (;;) {
        ssize_t count = read(answer, message + size, sizeof message - 1 - size);
        if (count < 0 && errno == EINTR) continue;
        if (count <= 0) break;
        size += (size_t)count;
    }
    close(answer);
    message[size] = 0;
    if (size > 0 && message[0] == 's') return;
    if (size > 5 && message[0] == 'f') fprintf(stderr, "pitwall: %s\n", message + 5);
    else if (size > 0 && message[0] == 'x') fputs("pitwall: It was started before.\n", stderr);
    else fputs("pitwall: The stage could not be started.\n", stderr);
    exit(EXIT_NOT_STARTED);
}

static int start_watcher(uint8_t *bytes, size_t size, const struct winsize *window) {
    int answers[2], relays[2];
    if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, answers) != 0
        || socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, relays) != 0) {
        return -1;
    }
    pid_t pid = fork();
    if (pid < 0) return -1;
    if (pid == 0) {
        close(answers[0]);
        close(relays[0]);
        struct watching watching = {
            .answer = answers[1],
            .relay = relays[1],
            .mode = has_terminal ? &saved : NULL,
            .size = window->ws_col > 0 ? window : NULL,
        };
        // The person's terminal is not the watcher's.
        int nothing = open("/dev/null", O_RDWR | O_CLOEXEC);
        for (int fd = 0; fd < 3; fd++) dup2(nothing, fd);
        if (nothing > 2) close(nothing);
        watcher_prepare();
        watcher_main(bytes, size, &watching);
    }
    explicit_bzero(bytes, size);
    close(answers[1]);
    close(relays[1]);
    await_answer(answers[0]);
    return relays[0];
}

// Sends what was typed; at its end the watcher is told once.
static bool carry_in(int relay) {
    uint8_t packet[1 + RELAY_BYTES] = {RELAY_BYTES_SENT};
    ssize_t size = read(STDIN_FILENO, packet + 1, RELAY_BYTES);
    if (size < 0 && (errno == EINTR || errno == EAGAIN)) return true;
    if (size <= 0) packet[0] = RELAY_END;
    if (send(relay, packet, size > 0 ? 1 + (size_t)size : 1, MSG_NOSIGNAL) < 0) return false;
    return size > 0;
}

static void carry_out(int relay) {
    uint8_t packet[1 + RELAY_BYTES];
    ssize_t size = recv(relay, packet, sizeof packet, 0);
    if (size < 0 && errno == EINTR) return;
    if (size <= 0) quit(EXIT_NOT_STARTED);
    if (packet[0] == RELAY_EXIT) quit(size > 1 ? packet[1] : EXIT_NOT_STARTED);
    if (!write_all(STDOUT_FILENO, packet + 1, (size_t)size - 1)) quit(EXIT_NOT_STARTED);
}

static void carry_size(int relay) {
    uint8_t packet[1 + sizeof(struct winsize)] = {RELAY_SIZE};
    if (ioctl(STDIN_FILENO, TIOCGWINSZ, packet + 1) != 0) return;
    if (send(relay, packet, sizeof packet, MSG_NOSIGNAL) < 0) return;
}

static void take_signals(int signals, int relay) {
    struct signalfd_siginfo info;
    while (read(signals, &info, sizeof info) == sizeof info) {
        if (info.ssi_signo == SIGWINCH) carry_size(relay);
        // The window is closed, not the stage: the watcher goes on.
        else quit(128 + (int)info.ssi_signo);
    }
}

int foreground_main(const char *source) {
    uint8_t *bytes;
    size_t size;
    open_standard();
    int file = open(source, O_RDONLY | O_CLOEXEC);
    if (file < 0 || !launch_read(file, &bytes, &size)) {
        fprintf(stderr, "stage-shim: Cannot read the launch '%s'.\n", source);
        return 2;
    }
    close(file);
    struct winsize window = {0};
    has_terminal = tcgetattr(STDIN_FILENO, &saved) == 0;
    if (has_terminal) ioctl(STDIN_FILENO, TIOCGWINSZ, &window);
    int relay = start_watcher(bytes, size, &window);
    if (relay < 0) {
        fprintf(stderr, "stage-shim: Cannot start the watcher: %s.\n", strerror(errno));
        return EXIT_NOT_STARTED;
    }
    sigset_t taken;
    sigemptyset(&taken);
    const int signals[] = {SIGWINCH, SIGHUP, SIGTERM};
    for (int i = 0; i < 3; i++) sigaddset(&taken, signals[i]);
    sigprocmask(SIG_BLOCK, &taken, NULL);
    int source_of_signals = signalfd(-1, &taken, SFD_CLOEXEC | SFD_NONBLOCK);
    if (has_terminal) {
        struct termios raw = saved;
        cfmakeraw(&raw);
        tcsetattr(STDIN_FILENO, TCSADRAIN, &raw);
        // It may have changed since the watcher took it.
        carry_size(relay);
    }
    for (bool typing = true;;) {
        struct pollfd items[] = {
            {typing ? STDIN_FILENO : -1, POLLIN, 0},
            {relay, POLLIN, 0},
            {source_of_signals, POLLIN, 0},
        };
        if (poll(items, 3, -1) < 0) continue;
        if (items[2].revents) take_signals(source_of_signals, relay);
        if (items[1].revents) carry_out(relay);
        if (items[0].revents) typing = carry_in(relay);
    }
}
