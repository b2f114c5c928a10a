// The watcher's side of a person's terminal: packets over a socket from `run-foreground`.
//
// What the person types and the size of the window come in, what the command prints goes out. When
// the person's terminal has gone the watcher goes on without it.
#define _GNU_SOURCE
#include "shim.h"

#include <errno.h>
#include <poll.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

static void leave(struct relay *relay) {
    if (relay->fd >= 0) close(relay->fd);
    relay->fd = -1;
    relay->out_size = 0;
}

// Takes one packet, once what came before has been given to the terminal.
void relay_take(struct relay *relay, int terminal) {
    ssize_t size = recv(relay->fd, relay->in, sizeof relay->in, MSG_DONTWAIT);
    if (size < 0 && (errno == EAGAIN || errno == EINTR)) return;
    if (size <= 0) {
        leave(relay);
        return;
    }
    struct winsize window;
    struct termios mode;
    switch (relay->in[0]) {
    case RELAY_BYTES_SENT:
        relay->in_size = (size_t)size;
        break;
    case RELAY_END:
        if (tcgetattr(terminal, &mode) != 0) return;
        relay->in[1] = mode.c_cc[VEOF];
        relay->in_size = 2;
        break;
    case RELAY_SIZE:
        if ((size_t)size != 1 + sizeof window) return;
        memcpy(&window, relay->in + 1, sizeof window);
        ioctl(terminal, TIOCSWINSZ, &window);
        return;
    default:
        return;
    }
    relay->in_done = 1;
    relay_feed(relay, terminal);
}

// Gives the terminal what was typed, as much as it takes.
void relay_feed(struct relay *relay, int terminal) {
    while (relay->in_done < relay->in_size) {
        ssize_t size = write(terminal, relay->in + relay->in_done, relay->in_size - relay->in_done);
        if (size < 0 && errno == EINTR) continue;
        if (size < 0 && errno == EAGAIN) return;
        if (size <= 0) break;
        relay->in_done += (size_t)size;
    }
    relay->in_size = relay->in_done = 0;
}

// Takes output for the person; call it only when nothing waits to be pushed.
void relay_give(struct relay *relay, const uint8_t *bytes, size_t size) {
    if (relay->fd < 0) return;
    relay->out[0] = RELAY_BYTES_SENT;
    memcpy(relay->out + 1, bytes, size);
    relay->out_size = 1 + size;
    relay_push(relay);
}

void relay_push(struct relay *relay) {
    if (relay->fd < 0 || relay->out_size == 0) return;
    ssize_t size = send(relay->fd, relay->out, relay->out_size, MSG_DONTWAIT | MSG_NOSIGNAL);
    if (size < 0 && (errno == EAGAIN || errno == EINTR || errno == ENOBUFS)) return;
    if (size < 0) leave(relay);
    relay->out_size = 0;
}

// Ends the person's side with the exit code, waiting a little for a slow terminal.
void relay_exit(struct relay *relay, int code) {
    const int64_t end = now_monotonic() + DRAIN_TIME;
    for (int part = 0; part < 2 && relay->fd >= 0; part++) {
        while (relay->fd >= 0 && relay->out_size > 0 && now_monotonic() < end) {
            struct pollfd item = {relay->fd, POLLOUT, 0};
            poll(&item, 1, (int)(DRAIN_TIME / MILLISECOND));
            relay_push(relay);
        }
        if (part > 0 || relay->fd < 0) break;
        relay->out[0] = RELAY_EXIT;
        relay->out[1] = (uint8_t)code;
        relay->out_size = 2;
        relay_push(relay);
    }
    leave(relay);
}
