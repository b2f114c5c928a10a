#define _GNU_SOURCE
#include "clinux.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <spawn.h>
#include <string.h>
#include <sys/eventfd.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <unistd.h>

int clinux_process_handle(pid_t pid) { return (int)syscall(SYS_pidfd_open, pid, 0); }

int clinux_process_signal(int handle, int signal) {
    return (int)syscall(SYS_pidfd_send_signal, handle, signal, NULL, 0);
}

int clinux_event(void) { return eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK); }

int clinux_memory_file(const char *name) { return memfd_create(name, MFD_CLOEXEC); }

int clinux_stream_pair(int ends[2]) {
    return socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends);
}

int clinux_packet_pair(int ends[2]) {
    return socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, ends);
}

int clinux_accept(int listener) {
    return accept4(listener, NULL, NULL, SOCK_CLOEXEC | SOCK_NONBLOCK);
}

int clinux_peer(int socket, pid_t *pid, uid_t *user) {
    struct ucred peer;
    socklen_t size = sizeof peer;
    if (getsockopt(socket, SOL_SOCKET, SO_PEERCRED, &peer, &size) != 0) return -1;
    *pid = peer.pid;
    *user = peer.uid;
    return 0;
}

enum { MOST_DESCRIPTORS = 4 };

ssize_t clinux_send(int socket, const void *bytes, size_t size, const int *descriptors,
                     int count) {
    union {
        struct cmsghdr header;
        char bytes[CMSG_SPACE(sizeof(int) * MOST_DESCRIPTORS)];
    } control;
    if (count < 1 || count > MOST_DESCRIPTORS) {
        errno = EINVAL;
        return -1;
    }
    memset(&control, 0, sizeof control);
    struct iovec part = {(void *)bytes, size};
    struct msghdr message = {
        .msg_iov = &part,
        .msg_iovlen = 1,
        .msg_control = &control,
        .msg_controllen = CMSG_SPACE(sizeof(int) * (size_t)count),
    };
    struct cmsghdr *header = CMSG_FIRSTHDR(&message);
    header->cmsg_level = SOL_SOCKET;
    header->cmsg_type = SCM_RIGHTS;
    header->cmsg_len = CMSG_LEN(sizeof(int) * (size_t)count);
    memcpy(CMSG_DATA(header), descriptors, sizeof(int) * (size_t)count);
    return sendmsg(socket, &message, MSG_NOSIGNAL);
}

ssize_t clinux_receive(int socket, void *bytes, size_t size, int *descriptors, int room,
                        int *count) {
    union {
        struct cmsghdr header;
        char bytes[CMSG_SPACE(sizeof(int) * MOST_DESCRIPTORS)];
    } control;
    struct iovec part = {bytes, size};
    struct msghdr message = {
        .msg_iov = &part,
        .msg_iovlen = 1,
        .msg_control = &control,
        .msg_controllen = sizeof control,
    };
    *count = 0;
    ssize_t taken = recvmsg(socket, &message, MSG_CMSG_CLOEXEC);
    if (taken < 0) return taken;
    for (struct cmsghdr *header = CMSG_FIRSTHDR(&message); header != NULL;
         header = CMSG_NXTHDR(&message, header)) {
        if (header->cmsg_level != SOL_SOCKET || header->cmsg_type != SCM_RIGHTS) continue;
        size_t found = (header->cmsg_len - CMSG_LEN(0)) / sizeof(int);
        for (size_t index = 0; index < found; index++) {
            int descriptor;
            memcpy(&descriptor, CMSG_DATA(header) + index * sizeof(int), sizeof descriptor);
            if (*count < room) descriptors[(*count)++] = descriptor;
            else close(descriptor);
        }
    }
    return taken;
}

int clinux_send_descriptor(int socket, uint8_t byte, int descriptor) {
    union {
        struct cmsghdr header;
        char bytes[CMSG_SPACE(sizeof(int))];
    } control;
    memset(&control, 0, sizeof control);
    struct iovec part = {&byte, 1};
    struct msghdr message = {
        .msg_iov = &part,
        .msg_iovlen = 1,
        .msg_control = &control,
        .msg_controllen = sizeof control,
    };
    struct cmsghdr *header = CMSG_FIRSTHDR(&message);
    header->cmsg_level = SOL_SOCKET;
    header->cmsg_type = SCM_RIGHTS;
    header->cmsg_len = CMSG_LEN(sizeof(int));
    memcpy(CMSG_DATA(header), &descriptor, sizeof descriptor);
    ssize_t size;
    do size = sendmsg(socket, &message, MSG_NOSIGNAL);
    while (size < 0 && errno == EINTR);
    return size == 1 ? 0 : -1;
}

static int prepare_files(posix_spawn_file_actions_t *files, int socket) {
    // The socket first: it may itself be one of the first three.
    int error = posix_spawn_file_actions_adddup2(files, socket, 3);
    for (int fd = 0; fd < 3 && error == 0; fd++) {
        error = posix_spawn_file_actions_addopen(files, fd, "/dev/null", O_RDWR, 0);
    }
    if (error == 0) error = posix_spawn_file_actions_addclosefrom_np(files, 4);
    // It must keep no file system busy.
    return error != 0 ? error : posix_spawn_file_actions_addchdir_np(files, "/");
}

static int prepare_signals(posix_spawnattr_t *attributes) {
    sigset_t all, none;
    sigfillset(&all);
    sigemptyset(&none);
    int error = posix_spawnattr_setsigdefault(attributes, &all);
    if (error == 0) error = posix_spawnattr_setsigmask(attributes, &none);
    const short flags = POSIX_SPAWN_SETSID | POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF;
    return error != 0 ? error : posix_spawnattr_setflags(attributes, flags);
}

int clinux_spawn_server(const char *path, char *const arguments[], int inherits, int socket,
                         pid_t *pid) {
    posix_spawn_file_actions_t files;
    posix_spawnattr_t attributes;
    char *const nothing[] = {NULL};
    char *const *environment = inherits ? environ : nothing;
    int error = posix_spawn_file_actions_init(&files);
    if (error != 0) {
        errno = error;
        return -1;
    }
    posix_spawnattr_init(&attributes);
    error = prepare_files(&files, socket);
    if (error == 0) error = prepare_signals(&attributes);
    if (error == 0) error = posix_spawn(pid, path, &files, &attributes, arguments, environment);
    posix_spawn_file_actions_destroy(&files);
    posix_spawnattr_destroy(&attributes);
    errno = error;
    return error == 0 ? 0 : -1;
}

static int prepare_outputs(posix_spawn_file_actions_t *files, const char *folder,
                           const int outputs[2]) {
    int error = posix_spawn_file_actions_addopen(files, 0, "/dev/null", O_RDONLY, 0);
    // Neither is one of the first three: those are a screen's own.
    if (error == 0) error = posix_spawn_file_actions_adddup2(files, outputs[0], 1);
    if (error == 0) error = posix_spawn_file_actions_adddup2(files, outputs[1], 2);
    if (error == 0) error = posix_spawn_file_actions_addclosefrom_np(files, 3);
    return error != 0 ? error : posix_spawn_file_actions_addchdir_np(files, folder);
}

int clinux_spawn_detached(const char *path, char *const arguments[], char *const environment[],
                           const char *folder, const int outputs[2], pid_t *pid) {
    posix_spawn_file_actions_t files;
    posix_spawnattr_t attributes;
    int error = posix_spawn_file_actions_init(&files);
    if (error != 0) {
        errno = error;
        return -1;
    }
    posix_spawnattr_init(&attributes);
    error = prepare_outputs(&files, folder, outputs);
    if (error == 0) error = prepare_signals(&attributes);
    if (error == 0) error = posix_spawn(pid, path, &files, &attributes, arguments, environment);
    posix_spawn_file_actions_destroy(&files);
    posix_spawnattr_destroy(&attributes);
    errno = error;
    return error == 0 ? 0 : -1;
}
