// stage-shim: watches the commands of stage runs, so that they outlive the engine.
//
// server.c      hands each start request to a watcher of its own
// guard.c       what starts an engine where one was killed
// launch.c      reads what is to be run
// answer.c      what a start request is told
// attempt.c     the attempt's folder: `watcher`, `status`
// watcher.c     one attempt from its start to its status
// relay.c       the watcher's side of a person's terminal
// command.c     starts a script in its shell
// tree.c        finds and ends the processes of an attempt
// log.c         `log` and `times`, with their cap
// mask.c        hides secrets in the output, whatever way they are cut or written
// forms.c       the ways a secret is written: base64, percent, JSON
// memory.c      counts kills by the kernel for lack of memory
// foreground.c  a person's terminal in front of a watcher
#ifndef SHIM_H
#define SHIM_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>
#include <termios.h>
#include <sys/ioctl.h>

// The first byte of each message; both sides must have the same.
#define SHIM_PROTOCOL 1
#define SHIM_VERSION "0.1"
// The control socket's descriptor.
#define CONTROL_FD 3

// Limits.
#define LAUNCH_BYTES_MAX (64u << 20)
#define ITEMS_MAX (1u << 20)
#define SCRIPT_ARGUMENT_MAX (96u << 10)  // The kernel takes 128 KiB an argument.
#define READ_BYTES (256u << 10)
#define RELAY_BYTES (16u << 10)
#define LOG_CAP_MIN (64 << 10)
#define SECRET_BYTES_MIN 4
#define PATTERN_BYTES_MAX 4096  // Also the most output that masking holds back.
#define MASK_WINDOW (8 * PATTERN_BYTES_MAX)
#define MASK_NODES_MAX (1u << 22)
#define ESCAPED_MAX 16
#define TREE_MAX 65536
#define STATUS_BYTES_MAX 1024
#define SESSION_BYTES 160  // A status is longer.

// Times in microseconds.
#define MILLISECOND ((int64_t)1000)
#define SECOND ((int64_t)1000000)
#define INDEX_INTERVAL (100 * MILLISECOND)
// Output is gathered this long before it is read again, so that a chatty command costs little.
#define GATHER_TIME (2 * MILLISECOND)
// How long what the command left behind may finish by itself.
#define LINGER_TIME (2 * SECOND)
#define GRACE_MAX (86400 * SECOND)
#define KILL_TIME (5 * SECOND)
#define KILL_INTERVAL (20 * MILLISECOND)
#define DRAIN_TIME (1 * SECOND)
#define STATUS_RETRY_SECONDS 1
#define STATUS_TRIES 60  // Where it is not for want of space.

// After an engine's death: until one is started, which a screen may do first; how often that is
// tried; milliseconds between two looks.
#define GUARD_WAIT (2500 * MILLISECOND)
#define GUARD_TRIES 3
#define GUARD_INTERVAL 500

#define NO_TIME INT64_MAX

struct text {
    char *bytes;  // Ended by a zero that `size` does not count.
    size_t size;
};

struct launch {
    char *folder;
    char *working_folder;
    char *shell;
    char **scripts;
    size_t script_count;
    char **environment;  // Ended by NULL.
    size_t environment_count;
    size_t environment_bytes;
    struct text *secrets;
    size_t secret_count;
    int64_t timeout;  // NO_TIME without one.
    int64_t grace;
    int64_t log_cap;
    bool tty;
    void *memory;
};

// launch.c
bool launch_read(int source, uint8_t **bytes, size_t *size);
bool launch_parse(struct launch *launch, const uint8_t *bytes, size_t size);
void launch_name_terminal(struct launch *launch);

// attempt.c
struct process {
    pid_t pid;
    uint64_t ticks;
    char boot[48];
};

struct outcome {
    int64_t began, ended, user, system, peak, dropped;
    int code, signal;
    bool timed_out, out_of_memory;
    char escaped[ESCAPED_MAX][16];
    size_t escaped_count;
};

int attempt_open(const char *path);
bool attempt_was_started(int folder);
int attempt_publish(int folder, const struct process *process);
int attempt_reserve_status(int folder);
void attempt_record_session(int status);
void attempt_finish(int folder, int status, const struct process *process,
                    const struct outcome *outcome);
void process_self(struct process *process);

// log.c
struct log {
    int fd, times;
    int64_t cap, offset;
    int64_t gap_start, gap_end, dropped;
    int64_t indexed_at, index_offset;
    bool stopped;  // The cap was reached where no hole can be made.
};

int log_open(struct log *log, int folder, int64_t cap);
void log_write(struct log *log, const uint8_t *bytes, size_t size);
void log_close(struct log *log);

// mask.c
struct mask_node {
    int32_t child, sibling, fail;
    uint16_t depth, match;  // The longest pattern that ends here.
    uint8_t byte;
};

struct mask {
    struct mask_node *nodes;
    size_t count, capacity;
    int32_t first[256];
    int32_t state;
    // Bytes from `start` to `end` may still turn out to belong to a secret.
    uint8_t held[MASK_WINDOW], covered[MASK_WINDOW];
    size_t start, end;
    bool hiding;
};

typedef void (*mask_sink)(void *context, const uint8_t *bytes, size_t size);

bool mask_make(struct mask *mask, const struct text *secrets, size_t count);
void mask_write(struct mask *mask, const uint8_t *bytes, size_t size, mask_sink sink,
                void *context);
void mask_flush(struct mask *mask, mask_sink sink, void *context);
bool mask_add(struct mask *mask, const uint8_t *bytes, size_t size);

// forms.c
bool forms_add(struct mask *mask, const struct text *secret);

// command.c
struct output {
    int read_end, write_end;
    bool tty;
};

int output_open(struct output *output, const struct launch *launch, const struct termios *mode,
                const struct winsize *size);
enum command_step { COMMAND_FORK, COMMAND_FOLDER, COMMAND_SHELL };
struct command_failure {
    int32_t error;  // 0 when the shell runs.
    int32_t step;
};
struct command_failure command_start(const struct launch *launch, size_t script, int folder,
                                     int status, const struct output *output, pid_t *pid);

// tree.c
struct member {
    pid_t pid, parent, group, session;
    uint64_t ticks;
    char state;
    bool descends;
    char name[16];
};

struct tree {
    struct member *members;
    size_t count, capacity;
};

void tree_scan(struct tree *tree);
// Which processes of a tree are meant: all, or those of some sessions, or those of no such session.
struct choice {
    const pid_t *sessions;  // NULL for all.
    size_t count;
    bool others;
    pid_t except_group;  // One that was signalled as a whole.
};
void tree_signal(const struct tree *tree, int signal, const struct choice *choice);
size_t tree_name(const struct tree *tree, const struct choice *choice, char names[ESCAPED_MAX][16]);
bool tree_has(const struct tree *tree, const struct choice *choice);
bool process_stat(pid_t pid, struct member *member);

// memory.c
struct kills {
    int64_t count;
    bool whole_machine;
};
struct kills memory_kills(void);

// relay.c
enum relay_kind { RELAY_BYTES_SENT = 'b', RELAY_SIZE = 's', RELAY_EXIT = 'x', RELAY_END = 'e' };

struct relay {
    int fd;  // -1 without a person's terminal, or when it has gone.
    uint8_t out[1 + RELAY_BYTES];
    size_t out_size;
    uint8_t in[1 + RELAY_BYTES];
    size_t in_size, in_done;
};

void relay_take(struct relay *relay, int terminal);
void relay_feed(struct relay *relay, int terminal);
void relay_give(struct relay *relay, const uint8_t *bytes, size_t size);
void relay_push(struct relay *relay);
void relay_exit(struct relay *relay, int code);

// watcher.c
struct watching {
    int answer;  // Told what became of the start; closed then.
    int relay;   // -1 without a person's terminal.
    const struct termios *mode;
    const struct winsize *size;
};

void watcher_prepare(void);
_Noreturn void watcher_main(uint8_t *bytes, size_t size, const struct watching *watching);

// guard.c
// How an engine is started where one was killed.
struct successor {
    char *program, *root;
    char **environment;
};

void guard_main(const struct successor *successor, int watchers);
// Makes the place where watchers leave the time of their end for the guard; before the first.
void guard_prepare(void);
// Says that a watcher ends now.
void guard_note_end(void);

// server.c, foreground.c
int server_main(const struct successor *successor);
int foreground_main(const char *source);

// answer.c
void answer_started(int answer, const struct process *process);
void answer_exists(int answer);
__attribute__((format(printf, 3, 4)))
void answer_failed(int answer, int error, const char *format, ...);

// main.c
int64_t now_monotonic(void);
int64_t now_wall(void);
bool write_all(int fd, const void *bytes, size_t size);
void close_from(int first);
void open_standard(void);
void default_signals(void);

#endif
