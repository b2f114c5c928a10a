// Starts one script in its shell, with descriptors 0, 1 and 2, the launch's environment, default
// signals and nothing else.
#define _GNU_SOURCE
#include "shim.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

// Above this much environment the kernel wants a larger stack limit, which the command keeps.
#define ENVIRONMENT_USUAL (1u << 20)
#define STACK_FOR_LARGE ((rlim_t)32 << 20)
#define PIPE_BYTES (1 << 20)
// So many reads of a terminal nobody sits at find its end, and none waits for ever.
#define TERMINAL_ENDS 16

static int open_pipe(struct output *output) {
    int ends[2];
    if (pipe2(ends, O_CLOEXEC) != 0) return errno;
    output->read_end = ends[0];
    output->write_end = ends[1];
    // A larger pipe lets the watcher sleep longer; the usual size works too.
    for (int size = PIPE_BYTES; size > 65536 && fcntl(ends[1], F_SETPIPE_SZ, size) < 0;) size /= 2;
    return 0;
}

static int open_terminal(struct output *output, const struct termios *mode,
                         const struct winsize *size) {
    output->read_end = posix_openpt(O_RDWR | O_NOCTTY | O_CLOEXEC);
    if (output->read_end < 0 || unlockpt(output->read_end) != 0) return errno;
    output->write_end = ioctl(output->read_end, TIOCGPTPEER, O_RDWR | O_NOCTTY | O_CLOEXEC);
    if (output->write_end < 0) return errno;
    const struct winsize usual = {.ws_row = 24, .ws_col = 80};
    ioctl(output->read_end, TIOCSWINSZ, size != NULL ? size : &usual);
    struct termios own;
    if (mode != NULL) {
        tcsetattr(output->write_end, TCSANOW, mode);
    } else if (tcgetattr(output->write_end, &own) == 0) {
        own.c_oflag &= ~(tcflag_t)ONLCR;  // A log's lines end as a file's do.
        tcsetattr(output->write_end, TCSANOW, &own);
        char ends[TERMINAL_ENDS];
        memset(ends, own.c_cc[VEOF], sizeof ends);
        write_all(output->read_end, ends, sizeof ends);
    }
    return 0;
}

int output_open(struct output *output, const struct launch *launch, const struct termios *mode,
                const struct winsize *size) {
    output->read_end = output->write_end = -1;
    output->tty = launch->tty;
    int error = launch->tty ? open_terminal(output, mode, size) : open_pipe(output);
    if (error != 0) return error;
    fcntl(output->read_end, F_SETFL, fcntl(output->read_end, F_GETFL) | O_NONBLOCK);
    return 0;
}

// A script too long for an argument goes through a file of the attempt's folder.
static char *write_script(const struct launch *launch, size_t script, int folder) {
    char name[32], *path;
    snprintf(name, sizeof name, "script-%zu", script + 1);
    const int flags = O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW;
    int file = openat(folder, name, flags, 0600);
    if (file < 0) return NULL;
    bool good = write_all(file, launch->scripts[script], strlen(launch->scripts[script]));
    close(file);
    return good && asprintf(&path, "%s/%s", launch->folder, name) >= 0 ? path : NULL;
}

// The arguments DVC would give: no start-up files, and the script as one argument.
static bool make_arguments(const struct launch *launch, size_t script, int folder, char **next) {
    char *slash = strrchr(launch->shell, '/'), *text = launch->scripts[script];
    char *name = slash == NULL ? launch->shell : slash + 1;
    *next++ = launch->shell;
    if (strcmp(name, "zsh") == 0) *next++ = "--no-rcs";
    if (strcmp(name, "bash") == 0) *next++ = "--noprofile", *next++ = "--norc";
    if (strlen(text) > SCRIPT_ARGUMENT_MAX) {
        text = write_script(launch, script, folder);
    } else {
        *next++ = "-c";
        // A script is never an option.
        if ((*text == '-' || *text == '+') && asprintf(&text, " %s", text) < 0) text = NULL;
    }
    *next++ = text;
    *next = NULL;
    return text != NULL;
}

// What the child, which shares our memory until its shell runs, could not do.
static volatile struct command_failure failed;

static _Noreturn void fail(int step) {
    failed.error = errno;
    failed.step = step;
    _exit(127);
}

static _Noreturn void run(const struct launch *launch, int status, char **arguments,
                          const struct output *output) {
    setsid();
    attempt_record_session(status);
    int input = output->tty ? output->write_end : open("/dev/null", O_RDONLY);
    if (dup2(input, 0) < 0 || dup2(output->write_end, 1) < 0 || dup2(output->write_end, 2) < 0) {
        fail(COMMAND_FORK);
    }
    if (output->tty) ioctl(0, TIOCSCTTY, 0);
    close_from(3);
    if (chdir(launch->working_folder) != 0) fail(COMMAND_FOLDER);
    if (launch->environment_bytes > ENVIRONMENT_USUAL) {
        struct rlimit limit;
        getrlimit(RLIMIT_STACK, &limit);
        if (limit.rlim_cur < STACK_FOR_LARGE) limit.rlim_cur = STACK_FOR_LARGE;
        if (limit.rlim_cur > limit.rlim_max) limit.rlim_cur = limit.rlim_max;
        setrlimit(RLIMIT_STACK, &limit);
    }
    default_signals();
    execve(launch->shell, arguments, launch->environment);
    fail(COMMAND_SHELL);
}

struct command_failure command_start(const struct launch *launch, size_t script, int folder,
                                     int status, const struct output *output, pid_t *pid) {
    char *arguments[8];
    if (!make_arguments(launch, script, folder, arguments)) {
        return (struct command_failure){errno, COMMAND_FORK};
    }
    failed.error = 0;
    // Returns when the shell has taken over, or the child has said why it has not; copying our
    // memory for the little it does would take longer than all that.
    *pid = vfork();
    if (*pid == 0) run(launch, status, arguments, output);
    if (*pid < 0) return (struct command_failure){errno, COMMAND_FORK};
    if (failed.error != 0) waitpid(*pid, NULL, 0);
    return (struct command_failure){failed.error, failed.step};
}
