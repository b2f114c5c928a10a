// Gives the terminal back as it was found when a fatal signal ends the process.

#define _GNU_SOURCE

#include "cncurses.h"
#include "guard.h"

#include <errno.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <termios.h>
#include <unistd.h>

enum {
    CNC_BYTES_MAX = 1024,
    CNC_NOTE_MAX = 512,
    CNC_TAIL_MAX = 4096,
    CNC_STACK_SIZE = 64 * 1024,
};

// Written before the handlers are installed, or by one aligned store; read by the handlers.
static struct {
    volatile sig_atomic_t armed;
    volatile sig_atomic_t error_original;
    volatile sig_atomic_t error_replacement;
    int in;
    int out;
    pid_t owner;
    bool chains;
    struct termios modes;
    size_t length;
    char bytes[CNC_BYTES_MAX];
    size_t note_length;
    char note[CNC_NOTE_MAX];
    size_t leave_length;
    char leave[CNC_BYTES_MAX / 2];
} guard = { .error_original = -1, .error_replacement = -1 };

static struct sigaction guard_previous[NSIG];
static char guard_stack[CNC_STACK_SIZE];

static const int guard_faults[] = { SIGSEGV, SIGBUS, SIGILL, SIGTRAP, SIGABRT, SIGFPE, SIGSYS };

// All others that end a process by default: whoever sends one finds the terminal restored.
static const int guard_others[] = {
    SIGTERM, SIGINT, SIGHUP, SIGQUIT, SIGALRM, SIGVTALRM, SIGPROF, SIGUSR1, SIGUSR2, SIGXCPU,
    SIGXFSZ, SIGIO, SIGPWR, SIGSTKFLT,
};

static void write_all(int fd, const char *bytes, size_t length)
{
    while (length > 0) {
        ssize_t written = write(fd, bytes, length);
        if (written < 0 && errno == EINTR)
            continue;
        if (written <= 0)
            return;
        bytes += written;
        length -= (size_t)written;
    }
}

// Shows what was written to the replacement of the standard error: Swift says there why it
// stopped.
static void show_tail(int from, int to)
{
    char buffer[CNC_TAIL_MAX];
    struct stat status;
    if (fstat(from, &status) != 0 || !S_ISREG(status.st_mode) || status.st_size == 0)
        return;
    off_t start = status.st_size > CNC_TAIL_MAX ? status.st_size - CNC_TAIL_MAX : 0;
    ssize_t count = pread(from, buffer, sizeof buffer, start);
    if (count > 0)
        write_all(to, buffer, (size_t)count);
}

// Only calls that are safe in a signal handler.
static bool restore(void)
{
    if (!guard.armed || getpid() != guard.owner)
        return false;
    guard.armed = 0;
    write_all(guard.out, guard.bytes, guard.length);
    tcsetattr(guard.in, TCSANOW, &guard.modes);
    if (guard.error_original >= 0) {
        dup2(guard.error_original, STDERR_FILENO);
        if (guard.error_replacement >= 0)
            show_tail(guard.error_replacement, STDERR_FILENO);
    }
    return true;
}

static void guard_handler(int signal_number, siginfo_t *info, void *context)
{
    (void)context;
    int saved = errno;
    if (restore())
        write_all(STDERR_FILENO, guard.note, guard.note_length);
    // Swift's own handler waits for a key on a terminal, so it only gets its turn when told not
    // to; otherwise the default action ends the process.
    struct sigaction action = { .sa_handler = SIG_DFL };
    if (guard.chains)
        action = guard_previous[signal_number];
    sigaction(signal_number, &action, NULL);
    // A fault comes again by itself on return; a signal that was sent does not.
    if (info == NULL || info->si_code <= 0)
        raise(signal_number);
    errno = saved;
}

static void guard_at_exit(void)
{
    restore();
}

static void install(int signal_number, bool only_default)
{
    struct sigaction action = { .sa_flags = SA_SIGINFO | SA_ONSTACK };
    action.sa_sigaction = guard_handler;
    sigfillset(&action.sa_mask);
    struct sigaction previous;
    if (sigaction(signal_number, NULL, &previous) != 0)
        return;
    if ((previous.sa_flags & SA_SIGINFO) && previous.sa_sigaction == guard_handler)
        return;
    if (only_default && previous.sa_handler != SIG_DFL)
        return;
    guard_previous[signal_number] = previous;
    sigaction(signal_number, &action, NULL);
}

static size_t copy(char *to, size_t space, const char *from)
{
    size_t length = from == NULL ? 0 : strlen(from);
    if (length > space)
        length = space;
    memcpy(to, from == NULL ? "" : from, length);
    return length;
}

bool cnc_guard_install(int in, int out, const char *modes, const char *note)
{
    static bool registered = false;
    guard.armed = 0;
    guard.in = in;
    guard.out = out;
    guard.owner = getpid();
    if (tcgetattr(in, &guard.modes) != 0)
        return false;
    guard.length = copy(guard.bytes, sizeof guard.bytes - guard.leave_length, modes);
    memcpy(guard.bytes + guard.length, guard.leave, guard.leave_length);
    guard.length += guard.leave_length;
    guard.note_length = copy(guard.note, sizeof guard.note, note);
    const char *backtrace = getenv("SWIFT_BACKTRACE");
    guard.chains = backtrace != NULL && strstr(backtrace, "interactive=no") != NULL;

    stack_t stack = { .ss_sp = guard_stack, .ss_size = sizeof guard_stack };
    sigaltstack(&stack, NULL);
    for (size_t i = 0; i < sizeof guard_faults / sizeof *guard_faults; i++)
        install(guard_faults[i], false);
    for (size_t i = 0; i < sizeof guard_others / sizeof *guard_others; i++)
        install(guard_others[i], true);
    if (!registered)
        atexit(guard_at_exit);
    registered = true;
    guard.armed = 1;
    return true;
}

void cnc_guard_arm(bool armed)
{
    guard.armed = armed;
}

void cnc_guard_keep_modes(void)
{
    bool armed = guard.armed;
    guard.armed = 0;
    tcgetattr(guard.in, &guard.modes);
    guard.armed = armed;
}

void cnc_guard_restore_modes(void)
{
    tcsetattr(guard.in, TCSADRAIN, &guard.modes);
}

void cnc_guard_error_output(int original, int replacement)
{
    guard.error_original = original;
    guard.error_replacement = replacement;
}

void cnc_guard_clear_leave(void)
{
    guard.leave_length = 0;
}

void cnc_guard_add_leave(char byte)
{
    if (guard.leave_length < sizeof guard.leave)
        guard.leave[guard.leave_length++] = byte;
}
