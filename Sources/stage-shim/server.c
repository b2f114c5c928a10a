// The fork server.
//
// Each request is one small packet on the control socket: the protocol's byte, and with it one end
// of a stream socket. The watcher reads the launch from that stream and answers on it, so the
// server never sees a script or a secret, and a slow or broken request holds up no other. One
// process always stands by for the next request, so that no stage waits for a fork.
#define _GNU_SOURCE
#include "shim.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <unistd.h>

// Takes one request; returns its stream, -1 for a packet without one, -2 at the engine's end.
static int receive(uint8_t *protocol) {
    union {
        struct cmsghdr header;
        char bytes[CMSG_SPACE(sizeof(int))];
    } control;
    struct iovec part = {protocol, 1};
    struct msghdr message = {
        .msg_iov = &part,
        .msg_iovlen = 1,
        .msg_control = &control,
        .msg_controllen = sizeof control,
    };
    ssize_t size;
    do size = recvmsg(CONTROL_FD, &message, MSG_CMSG_CLOEXEC);
    while (size < 0 && errno == EINTR);
    if (size < 0 && (errno == EMFILE || errno == ENFILE || errno == ENOMEM)) return -1;
    if (size <= 0) return -2;
    struct cmsghdr *header = CMSG_FIRSTHDR(&message);
    if (header == NULL || header->cmsg_type != SCM_RIGHTS) return -1;
    int stream;
    memcpy(&stream, CMSG_DATA(header), sizeof stream);
    return stream;
}

static _Noreturn void become_watcher(int stream, uint8_t protocol) {
    close(CONTROL_FD);
    uint8_t *bytes;
    size_t size;
    if (protocol != SHIM_PROTOCOL) {
        answer_failed(stream, EPROTO, "stage-shim speaks another protocol than this pitwall.");
        _exit(1);
    }
    if (!launch_read(stream, &bytes, &size)) {
        answer_failed(stream, EPROTO, "The start request was cut short.");
        _exit(1);
    }
    struct watching watching = {.answer = stream, .relay = -1};
    watcher_main(bytes, size, &watching);
}

// Waits for a request and becomes its watcher; a byte into `taken` asks for the next to wait.
static _Noreturn void stand_by(int taken) {
    watcher_prepare();
    uint8_t protocol, byte = 1;
    int stream;
    do stream = receive(&protocol);
    while (stream == -1);
    if (stream == -2) _exit(0);
    write_all(taken, &byte, 1);
    close(taken);
    become_watcher(stream, protocol);
}

// Takes one request itself where none could stand by: by now there may be room for its watcher.
// False at the engine's end.
static bool serve_late(void) {
    uint8_t protocol;
    int stream = receive(&protocol);
    if (stream < 0) return stream != -2;
    pid_t pid = fork();
    if (pid == 0) {
        watcher_prepare();
        become_watcher(stream, protocol);
    }
    if (pid < 0) answer_failed(stream, errno, "Cannot start a process: %s.", strerror(errno));
    close(stream);
    return true;
}

static bool engine_is_gone(void) {
    uint8_t byte;
    return recv(CONTROL_FD, &byte, 1, MSG_PEEK | MSG_DONTWAIT) == 0;
}

// Has a process stand by until it took a request; false at the engine's end.
static bool serve(void) {
    int ends[2];
    if (pipe2(ends, O_CLOEXEC) != 0) return serve_late();
    pid_t pid = fork();
    if (pid == 0) {
        close(ends[0]);
        stand_by(ends[1]);
    }
    close(ends[1]);
    uint8_t byte;
    ssize_t size = 0;
    while (pid > 0 && (size = read(ends[0], &byte, 1)) < 0 && errno == EINTR) continue;
    close(ends[0]);
    if (pid < 0) return serve_late();
    // One that was killed is replaced.
    return size == 1 || !engine_is_gone();
}

// Held open by every watcher: the other end closes with the last of them.
static int watch_watchers(int *watching) {
    int ends[2];
    if (pipe2(ends, O_CLOEXEC) != 0) return -1;
    *watching = ends[1];
    return ends[0];
}

int server_main(const struct successor *successor) {
    int type = 0;
    socklen_t size = sizeof type;
    if (getsockopt(CONTROL_FD, SOL_SOCKET, SO_TYPE, &type, &size) != 0 || type != SOCK_SEQPACKET) {
        fputs("stage-shim: 'serve' is for pitwall, whose socket must be descriptor 3.\n", stderr);
        return 2;
    }
    fcntl(CONTROL_FD, F_SETFD, FD_CLOEXEC);
    open_standard();
    default_signals();
    // The kernel then reaps ended watchers; each watcher sets its own dispositions.
    signal(SIGCHLD, SIG_IGN);
    signal(SIGPIPE, SIG_IGN);
    prctl(PR_SET_NAME, "stage-shim");
    prctl(PR_SET_DUMPABLE, 0);  // Its environment is the engine's.
    // What all watchers would find out again.
    struct process self;
    process_self(&self);
    memory_kills();
    uint8_t protocol = SHIM_PROTOCOL;
    if (send(CONTROL_FD, &protocol, 1, MSG_NOSIGNAL) != 1) return 1;
    guard_prepare();
    int watching = -1;
    const int watchers = successor == NULL ? -1 : watch_watchers(&watching);
    while (serve()) continue;
    // The engine waits for the server's end, and not for that of its watchers.
    if (watchers < 0 || fork() != 0) return 0;
    close(CONTROL_FD);
    close(watching);
    guard_main(successor, watchers);
    return 0;
}
