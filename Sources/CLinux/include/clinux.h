// Calls of Linux that Swift's Glibc module does not have.
//
// Each returns -1 and sets errno on failure.
#ifndef CLINUX_H
#define CLINUX_H

#include <stdint.h>
#include <sys/types.h>

// A handle on a process that never means a later one with the same number; closed on exec.
int clinux_process_handle(pid_t pid);
int clinux_process_signal(int handle, int signal);

// A counter to wake a `poll` with; closed on exec, never blocks.
int clinux_event(void);

// A file in memory, closed on exec.
int clinux_memory_file(const char *name);

// Two connected sockets, closed on exec: a stream, or packets.
int clinux_stream_pair(int ends[2]);
int clinux_packet_pair(int ends[2]);

// Sends one byte and, with it, a descriptor.
int clinux_send_descriptor(int socket, uint8_t byte, int descriptor);

// Sends bytes, and with the first of them at most four descriptors; how many bytes were taken.
ssize_t clinux_send(int socket, const void *bytes, size_t size, const int *descriptors, int count);

// Receives bytes, and with them at most `room` descriptors, which are closed on exec; how many
// bytes came, 0 at the end. More descriptors are closed. `room` is at most four.
ssize_t clinux_receive(int socket, void *bytes, size_t size, int *descriptors, int room,
                        int *count);

// Takes the next connection of a listening socket; closed on exec, never blocks.
int clinux_accept(int listener);

// Who was at the other end of a local socket when it was connected.
int clinux_peer(int socket, pid_t *pid, uid_t *user);

// Starts a program in a session of its own, with `socket` as descriptor 3, nothing but /dev/null on
// the first three, an empty environment or ours, default signals and an empty mask. The list of
// arguments ends with NULL.
int clinux_spawn_server(const char *path, char *const arguments[], int inherits, int socket,
                         pid_t *pid);

// Starts a program in a session of its own, with /dev/null as input and these descriptors as output
// and error output, none other, default signals and an empty mask. The lists end with NULL.
int clinux_spawn_detached(const char *path, char *const arguments[], char *const environment[],
                           const char *folder, const int outputs[2], pid_t *pid);

#endif
