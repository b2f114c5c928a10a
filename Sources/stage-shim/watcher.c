// One attempt from its start to its status.
//
// Running: scripts, one after the other. Lingering: the command has ended, what it left in its
// sessions may finish. Ending: the polite signal is out. Killing: SIGKILL until the tree is empty.
#define _GNU_SOURCE
#include "shim.h"

#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/signalfd.h>
#include <sys/wait.h>
#include <unistd.h>

enum phase { RUNNING, LINGERING, ENDING, KILLING, OVER };

#define SCAN_INTERVAL (50 * MILLISECOND)
// Less than this at a time is worth gathering.
#define FEW_BYTES 16384

struct watcher {
    struct launch launch;
    struct process self;
    struct output output;
    struct log log;
    struct mask mask;
    struct relay relay;
    struct outcome outcome;
    struct kills kills;
    struct tree tree;
    int folder, status, signals;

    enum phase phase;
    int64_t began, phase_ends, scan_at, timeout_at, read_after;
    // Cancelled or timed out: then what left the command's sessions ends too.
    bool everything, cancelled, killed_by_kernel;

    pid_t command;  // 0 between commands.
    int command_status;
    size_t next_script;
    pid_t *sessions;
    size_t session_count;
    bool has_children;

    uint8_t shown[READ_BYTES];
    size_t shown_size;
    uint8_t read[READ_BYTES];
};

static struct watcher watcher;

// MARK: Output

static void flush(void) {
    log_write(&watcher.log, watcher.shown, watcher.shown_size);
    watcher.shown_size = 0;
}

static void show(void *context, const uint8_t *bytes, size_t size) {
    (void)context;
    while (size > 0) {
        if (watcher.shown_size == sizeof watcher.shown) flush();
        size_t room = sizeof watcher.shown - watcher.shown_size;
        if (room > size) room = size;
        memcpy(watcher.shown + watcher.shown_size, bytes, room);
        watcher.shown_size += room;
        bytes += room;
        size -= room;
    }
}

// Reads what is there, at most a buffer full; false at the end of the output or when there is none.
static bool drain(void) {
    const bool relayed = watcher.relay.fd >= 0;
    const size_t most = relayed ? RELAY_BYTES : sizeof watcher.read;
    size_t total = 0;
    bool open = true;
    while (total < most && watcher.relay.out_size == 0) {
        ssize_t size = read(watcher.output.read_end, watcher.read, most - total);
        if (size < 0 && errno == EINTR) continue;
        open = size > 0;
        if (size <= 0) break;
        total += (size_t)size;
        mask_write(&watcher.mask, watcher.read, (size_t)size, show, NULL);
        if (relayed) relay_give(&watcher.relay, watcher.read, (size_t)size);
    }
    flush();
    if (total < FEW_BYTES && !relayed) watcher.read_after = now_monotonic() + GATHER_TIME;
    return open;
}

// Takes what the ended tree has left in the pipe; what escaped may hold it open for ever.
static void drain_rest(void) {
    const int64_t end = now_monotonic() + DRAIN_TIME;
    close(watcher.output.write_end);
    while (now_monotonic() < end) {
        if (watcher.relay.out_size > 0) {
            struct pollfd item = {watcher.relay.fd, POLLOUT, 0};
            poll(&item, 1, (int)(DRAIN_TIME / MILLISECOND));
            relay_push(&watcher.relay);
        } else if (!drain()) {
            break;
        }
    }
    mask_flush(&watcher.mask, show, NULL);
    flush();
    watcher.outcome.dropped = watcher.log.dropped;
    log_close(&watcher.log);
}

// MARK: The tree

static struct choice chosen(void) {
    if (watcher.everything) return (struct choice){0};
    return (struct choice){.sessions = watcher.sessions, .count = watcher.session_count};
}

static void enter(enum phase phase, int64_t time) {
    const int64_t now = now_monotonic();
    watcher.phase = phase;
    watcher.phase_ends = now + time;
    watcher.scan_at = now;
}

static void end_politely(void) {
    struct choice choice = chosen();
    enter(ENDING, watcher.launch.grace);
    if (watcher.launch.grace == 0) return;
    tree_scan(&watcher.tree);
    if (watcher.command != 0) {
        // At once for the group; its leader is not reaped yet, so the number is still its own.
        kill(-watcher.command, SIGTERM);
        choice.except_group = watcher.command;
    }
    tree_signal(&watcher.tree, SIGTERM, &choice);
    // A stopped process takes the signal when it goes on.
    choice.except_group = 0;
    tree_signal(&watcher.tree, SIGCONT, &choice);
}

static void finish_tree(void) {
    struct choice rest = {
        .sessions = watcher.sessions, .count = watcher.session_count, .others = true};
    if (watcher.everything || watcher.phase == KILLING) rest = (struct choice){0};
    if (watcher.has_children) {
        watcher.outcome.escaped_count = tree_name(&watcher.tree, &rest, watcher.outcome.escaped);
    }
    watcher.phase = OVER;
}

// Looks at what is left of the tree, and kills it when its time is up.
static void look(int64_t now) {
    const struct choice choice = chosen();
    watcher.scan_at = now + (watcher.phase == KILLING ? KILL_INTERVAL : SCAN_INTERVAL);
    tree_scan(&watcher.tree);
    // A scan can miss a process that moves under it; where all must end, only the kernel's word
    // that no child is left proves it.
    if (!watcher.everything && watcher.command == 0 && !tree_has(&watcher.tree, &choice)) {
        finish_tree();
    } else if (watcher.phase == KILLING) {
        if (now >= watcher.phase_ends) finish_tree();
        tree_signal(&watcher.tree, SIGKILL, &choice);
    }
}

static void advance(void) {
    const int64_t now = now_monotonic();
    if (watcher.phase == RUNNING && now >= watcher.timeout_at) {
        watcher.outcome.timed_out = watcher.everything = true;
        end_politely();
    }
    if (watcher.phase == RUNNING) return;
    if (watcher.command == 0 && !watcher.has_children) {
        watcher.phase = OVER;
        return;
    }
    if (now >= watcher.phase_ends && watcher.phase == LINGERING) end_politely();
    if (now >= watcher.phase_ends && watcher.phase == ENDING) enter(KILLING, KILL_TIME);
    if (now >= watcher.scan_at) look(now);
}

// MARK: Commands

static struct command_failure start_next(void) {
    pid_t pid;
    struct command_failure failure = command_start(&watcher.launch, watcher.next_script,
                                                   watcher.folder, watcher.status,
                                                   &watcher.output, &pid);
    watcher.next_script++;
    if (failure.error != 0) return failure;
    watcher.command = pid;
    watcher.sessions[watcher.session_count++] = pid;
    watcher.has_children = true;
    return failure;
}

// The end is what the clock says then, as for the files a command wrote; how long it took is what
// the clock says that nobody sets.
static void take_end(struct outcome *outcome) {
    outcome->ended = now_wall();
    outcome->began = outcome->ended - (now_monotonic() - watcher.began);
}

static void command_ended(int status) {
    watcher.command = 0;
    watcher.command_status = status;
    take_end(&watcher.outcome);
    if (watcher.phase != RUNNING) return;
    if (status == 0 && watcher.next_script < watcher.launch.script_count) {
        struct command_failure failure = start_next();
        if (failure.error == 0) return;
        char text[256];
        int size = snprintf(text, sizeof text, "pitwall: command %zu cannot be started: %s\n",
                            watcher.next_script, strerror(failure.error));
        show(NULL, (const uint8_t *)text, (size_t)size);
        watcher.command_status = W_EXITCODE(failure.error == ENOENT ? 127 : 126, 0);
    }
    enter(LINGERING, LINGER_TIME);
}

static void reap(void) {
    for (;;) {
        int status;
        pid_t pid = waitpid(-1, &status, WNOHANG);
        if (pid < 0 && errno == EINTR) continue;
        if (pid < 0) watcher.has_children = false;
        if (pid <= 0) return;
        if (WIFSIGNALED(status) && WTERMSIG(status) == SIGKILL && watcher.phase < KILLING) {
            watcher.killed_by_kernel = true;  // Or by somebody else; the kernel's count decides.
        }
        if (pid == watcher.command) command_ended(status);
    }
}

static void take_signals(void) {
    struct signalfd_siginfo info;
    while (read(watcher.signals, &info, sizeof info) == sizeof info) {
        if (info.ssi_signo != SIGTERM || watcher.cancelled || watcher.phase == OVER) continue;
        watcher.cancelled = true;
        if (watcher.everything) continue;
        watcher.everything = true;
        end_politely();
    }
    reap();
}

// MARK: The loop

static int wait_time(bool gathering) {
    const int64_t now = now_monotonic();
    int64_t next = watcher.phase == RUNNING ? watcher.timeout_at : watcher.scan_at;
    if (watcher.phase != RUNNING && watcher.phase_ends < next) next = watcher.phase_ends;
    if (gathering && watcher.read_after < next) next = watcher.read_after;
    if (next == NO_TIME) return -1;
    const int64_t wait = next <= now ? 0 : (next - now + MILLISECOND - 1) / MILLISECOND;
    return wait > INT32_MAX ? INT32_MAX : (int)wait;
}

static void turn(void) {
    struct relay *relay = &watcher.relay;
    const bool gathering = now_monotonic() < watcher.read_after;
    const bool may_read = !gathering && relay->out_size == 0;
    const bool typed = relay->in_size > 0;
    short output = (short)((may_read ? POLLIN : 0) | (typed ? POLLOUT : 0));
    short person = (short)((typed ? 0 : POLLIN) | (relay->out_size > 0 ? POLLOUT : 0));
    struct pollfd items[] = {
        {watcher.signals, POLLIN, 0},
        {output != 0 ? watcher.output.read_end : -1, output, 0},
        {person != 0 ? relay->fd : -1, person, 0},
    };
    if (poll(items, 3, wait_time(gathering)) < 0) return;
    if (items[1].revents & POLLOUT) relay_feed(relay, watcher.output.read_end);
    if (items[1].revents & ~POLLOUT) drain();
    if (items[2].revents & POLLOUT) relay_push(relay);
    if (items[2].revents & ~POLLOUT && relay->fd >= 0) relay_take(relay, watcher.output.read_end);
    if (items[0].revents) take_signals();
}

// MARK: Beginning and end

static void set_signals(void) {
    default_signals();
    const int ignored[] = {SIGHUP, SIGINT, SIGQUIT, SIGPIPE, SIGXFSZ, SIGTSTP, SIGTTIN, SIGTTOU};
    for (size_t i = 0; i < sizeof ignored / sizeof *ignored; i++) signal(ignored[i], SIG_IGN);
    sigset_t taken;
    sigemptyset(&taken);
    sigaddset(&taken, SIGCHLD);
    sigaddset(&taken, SIGTERM);
    sigprocmask(SIG_BLOCK, &taken, NULL);
    watcher.signals = signalfd(-1, &taken, SFD_CLOEXEC | SFD_NONBLOCK);
}

static _Noreturn void refuse(int answer, int error, const char *what, const char *name) {
    answer_failed(answer, error, "%s '%s': %s.", what, name, strerror(error));
    _exit(1);
}

// Takes back that the attempt was started: nothing of it ran.
static _Noreturn void withdraw(int answer, int error, const char *what, const char *name) {
    unlinkat(watcher.folder, ".status", 0);
    unlinkat(watcher.folder, "log", 0);
    unlinkat(watcher.folder, "times", 0);
    unlinkat(watcher.folder, "watcher", 0);
    refuse(answer, error, what, name);
}

static void check(int answer) {
    const struct launch *launch = &watcher.launch;
    watcher.folder = attempt_open(launch->folder);
    if (watcher.folder < 0) {
        refuse(answer, errno, "Cannot use the attempt's folder", launch->folder);
    }
    if (attempt_was_started(watcher.folder)) {
        answer_exists(answer);
        _exit(0);
    }
    if (chdir(launch->working_folder) != 0) {
        refuse(answer, errno, "Cannot enter the working folder", launch->working_folder);
    }
    if (chdir("/") != 0 || eaccess(launch->shell, X_OK) != 0) {
        refuse(answer, errno, "Cannot run the shell", launch->shell);
    }
    if (!mask_make(&watcher.mask, launch->secrets, launch->secret_count)) {
        answer_failed(answer, ENOMEM, "The stage's secrets are too long to be hidden in its log.");
        _exit(1);
    }
}

static void publish(int answer) {
    int error = attempt_publish(watcher.folder, &watcher.self);
    if (error == EEXIST) {
        answer_exists(answer);
        _exit(0);
    }
    if (error != 0) refuse(answer, error, "Cannot write in", watcher.launch.folder);
    error = log_open(&watcher.log, watcher.folder, watcher.launch.log_cap);
    if (error != 0) withdraw(answer, error, "Cannot write the log in", watcher.launch.folder);
    watcher.status = attempt_reserve_status(watcher.folder);
    if (watcher.status < 0) withdraw(answer, errno, "Cannot write in", watcher.launch.folder);
}

static void begin(const struct watching *watching) {
    struct launch *launch = &watcher.launch;
    const int answer = watching->answer;
    watcher.sessions = calloc(launch->script_count, sizeof(pid_t));
    if (watcher.sessions == NULL) withdraw(answer, ENOMEM, "Cannot watch", launch->folder);
    int error = output_open(&watcher.output, launch, watching->mode, watching->size);
    if (error != 0) withdraw(answer, error, "Cannot take the output of", launch->folder);
    watcher.kills = memory_kills();
    watcher.outcome.began = now_wall();
    watcher.began = now_monotonic();
    watcher.timeout_at = NO_TIME;
    if (launch->timeout < NO_TIME - watcher.began) {
        watcher.timeout_at = watcher.began + launch->timeout;
    }
    struct command_failure failure = start_next();
    if (failure.error != 0 && failure.step == COMMAND_FOLDER) {
        withdraw(answer, failure.error, "Cannot enter the working folder", launch->working_folder);
    }
    if (failure.error == E2BIG) {
        withdraw(answer, E2BIG, "The environment is too large for", launch->shell);
    }
    if (failure.error != 0) withdraw(answer, failure.error, "Cannot run the shell", launch->shell);
    answer_started(answer, &watcher.self);
    close(answer);
}

static void conclude(void) {
    struct outcome *outcome = &watcher.outcome;
    const int status = watcher.command_status;
    if (watcher.everything) take_end(outcome);
    outcome->signal = WIFSIGNALED(status) ? WTERMSIG(status) : 0;
    outcome->code = WIFEXITED(status) ? WEXITSTATUS(status) : 0;
    if (watcher.command != 0) outcome->signal = SIGKILL;  // It hangs in the kernel.
    const bool unfinished = watcher.next_script < watcher.launch.script_count;
    if (watcher.cancelled && status == 0 && unfinished) outcome->signal = SIGTERM;
    struct rusage usage;
    getrusage(RUSAGE_CHILDREN, &usage);
    outcome->user = usage.ru_utime.tv_sec * SECOND + usage.ru_utime.tv_usec;
    outcome->system = usage.ru_stime.tv_sec * SECOND + usage.ru_stime.tv_usec;
    outcome->peak = (int64_t)usage.ru_maxrss * 1024;
    const bool killed = outcome->signal == SIGKILL || outcome->code == 128 + SIGKILL
        || watcher.killed_by_kernel;
    const bool counted = memory_kills().count > watcher.kills.count;
    outcome->out_of_memory = counted && !watcher.everything
        && (killed || (status != 0 && !watcher.kills.whole_machine));
}

// All that is the same for every attempt.
void watcher_prepare(void) {
    setsid();
    prctl(PR_SET_CHILD_SUBREAPER, 1);
    prctl(PR_SET_DUMPABLE, 0);  // It will know secrets.
    set_signals();
    process_self(&watcher.self);
}

_Noreturn void watcher_main(uint8_t *bytes, size_t size, const struct watching *watching) {
    prctl(PR_SET_NAME, "stage-watcher");
    watcher.relay.fd = watching->relay;
    watcher.command_status = W_EXITCODE(0, 0);
    if (watcher.signals < 0 || !launch_parse(&watcher.launch, bytes, size)) {
        answer_failed(watching->answer, EPROTO, "The start request cannot be understood.");
        _exit(1);
    }
    explicit_bzero(bytes, size);
    free(bytes);
    if (watcher.relay.fd >= 0) watcher.launch.tty = true;
    if (watcher.launch.tty) launch_name_terminal(&watcher.launch);
    check(watching->answer);
    publish(watching->answer);
    begin(watching);
    while (watcher.phase != OVER) {
        turn();
        advance();
    }
    drain_rest();
    conclude();
    attempt_finish(watcher.folder, watcher.status, &watcher.self, &watcher.outcome);
    int code = watcher.outcome.timed_out ? 124
        : watcher.outcome.signal != 0    ? 128 + watcher.outcome.signal
                                         : watcher.outcome.code;
    relay_exit(&watcher.relay, code);
    guard_note_end();
    _exit(0);
}
