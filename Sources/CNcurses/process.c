// Signals as a descriptor, suspending, and programs in the foreground.

#define _GNU_SOURCE

#include "cncurses.h"

#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <signal.h>
#include <spawn.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/signalfd.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

static void our_signals(sigset_t *set)
{
    sigemptyset(set);
    sigaddset(set, SIGWINCH);
    sigaddset(set, SIGTERM);
    sigaddset(set, SIGINT);
    sigaddset(set, SIGHUP);
    sigaddset(set, SIGQUIT);
    sigaddset(set, SIGTSTP);
    sigaddset(set, SIGCONT);
}

void cnc_block_signals(void)
{
    sigset_t set;
    our_signals(&set);
    pthread_sigmask(SIG_BLOCK, &set, NULL);
}

int cnc_signal_descriptor(void)
{
    sigset_t set;
    our_signals(&set);
    return signalfd(-1, &set, SFD_CLOEXEC | SFD_NONBLOCK);
}

int cnc_next_signal(int descriptor)
{
    struct signalfd_siginfo info;
    ssize_t count = read(descriptor, &info, sizeof info);
    return count == (ssize_t)sizeof info ? (int)info.ssi_signo : 0;
}

// Takes a SIGCONT that waits; answers whether one did.
static bool take_continue(void)
{
    sigset_t set;
    struct timespec at_once = { 0 };
    sigemptyset(&set);
    sigaddset(&set, SIGCONT);
    return sigtimedwait(&set, NULL, &at_once) == SIGCONT;
}

bool cnc_stop(int fd)
{
    sigset_t stop, old;
    sigemptyset(&stop);
    sigaddset(&stop, SIGTSTP);
    sigaddset(&stop, SIGTTOU);
    take_continue();
    pthread_sigmask(SIG_UNBLOCK, &stop, &old);
    kill(0, SIGTSTP);
    // The kernel does not stop a group that nobody watches over: then none was continued.
    bool stopped = take_continue();
    // Continued in the background, it waits there until it is in the foreground.
    while (stopped && tcgetpgrp(fd) > 0 && tcgetpgrp(fd) != getpgrp()) {
        kill(0, SIGTTOU);
        if (!take_continue())
            break;
    }
    pthread_sigmask(SIG_SETMASK, &old, NULL);
    return stopped;
}

// MARK: - Files and processes

int cnc_memory_file(void)
{
    return memfd_create("stderr", MFD_CLOEXEC);
}

int cnc_duplicate(int fd)
{
    return fcntl(fd, F_DUPFD_CLOEXEC, STDERR_FILENO + 1);
}

void cnc_foreground(int fd, pid_t group)
{
    // In the background this would stop us instead.
    sigset_t set, old;
    sigemptyset(&set);
    sigaddset(&set, SIGTTOU);
    pthread_sigmask(SIG_BLOCK, &set, &old);
    tcsetpgrp(fd, group);
    pthread_sigmask(SIG_SETMASK, &old, NULL);
}

static int add_actions(posix_spawn_file_actions_t *actions, const char *folder,
                       int in, int out, int error)
{
    int code = 0;
#if defined(__GLIBC__) && __GLIBC_PREREQ(2, 35)
    // Done by the child itself, before it can read from the terminal.
    if (tcgetpgrp(in) == getpgrp())
        code = posix_spawn_file_actions_addtcsetpgrp_np(actions, in);
#endif
    if (code == 0)
        code = posix_spawn_file_actions_adddup2(actions, in, STDIN_FILENO);
    if (code == 0)
        code = posix_spawn_file_actions_adddup2(actions, out, STDOUT_FILENO);
    if (code == 0)
        code = posix_spawn_file_actions_adddup2(actions, error, STDERR_FILENO);
    if (code == 0)
        code = posix_spawn_file_actions_addclosefrom_np(actions, STDERR_FILENO + 1);
    if (code == 0 && folder != NULL)
        code = posix_spawn_file_actions_addchdir_np(actions, folder);
    return code;
}

static int set_attributes(posix_spawnattr_t *attributes)
{
    sigset_t all, none;
    sigfillset(&all);
    sigemptyset(&none);
    posix_spawnattr_setsigdefault(attributes, &all);
    posix_spawnattr_setsigmask(attributes, &none);
    posix_spawnattr_setpgroup(attributes, 0);
    return posix_spawnattr_setflags(attributes, POSIX_SPAWN_SETPGROUP | POSIX_SPAWN_SETSIGDEF
                                                    | POSIX_SPAWN_SETSIGMASK);
}

int cnc_spawn(pid_t *pid, char *const argv[], char *const envp[], const char *folder,
              int in, int out, int error)
{
    posix_spawn_file_actions_t actions;
    posix_spawnattr_t attributes;
    int code = posix_spawn_file_actions_init(&actions);
    if (code != 0)
        return code;
    code = posix_spawnattr_init(&attributes);
    if (code == 0) {
        code = add_actions(&actions, folder, in, out, error);
        if (code == 0)
            code = set_attributes(&attributes);
        if (code == 0)
            code = posix_spawnp(pid, argv[0], &actions, &attributes, argv, envp);
        posix_spawnattr_destroy(&attributes);
    }
    posix_spawn_file_actions_destroy(&actions);
    return code;
}

struct watch {
    pid_t pid;
    int end;
};

static void *watch_child(void *argument)
{
    struct watch *watch = argument;
    siginfo_t info;
    while (waitid(P_PID, (id_t)watch->pid, &info, WEXITED | WSTOPPED | WNOWAIT) != 0
           && errno == EINTR)
        ;
    close(watch->end);
    free(watch);
    return NULL;
}

int cnc_watch(pid_t pid)
{
    int ends[2];
    struct watch *watch = malloc(sizeof *watch);
    if (watch == NULL || pipe2(ends, O_CLOEXEC) != 0) {
        free(watch);
        return -1;
    }
    *watch = (struct watch){ .pid = pid, .end = ends[1] };
    sigset_t all, old;
    pthread_t thread;
    sigfillset(&all);
    pthread_sigmask(SIG_SETMASK, &all, &old);
    int code = pthread_create(&thread, NULL, watch_child, watch);
    pthread_sigmask(SIG_SETMASK, &old, NULL);
    if (code != 0) {
        close(ends[0]);
        close(ends[1]);
        free(watch);
        return -1;
    }
    pthread_detach(thread);
    return ends[0];
}

cnc_child cnc_child_state(pid_t pid, int *value)
{
    int status = 0;
    pid_t result = waitpid(pid, &status, WUNTRACED | WNOHANG);
    *value = 0;
    if (result == 0)
        return CNC_CHILD_RUNS;
    if (result < 0)
        return errno == EINTR ? CNC_CHILD_RUNS : CNC_CHILD_LOST;
    if (WIFSTOPPED(status)) {
        *value = WSTOPSIG(status);
        return CNC_CHILD_STOPPED;
    }
    if (WIFSIGNALED(status)) {
        *value = WTERMSIG(status);
        return CNC_CHILD_SIGNALLED;
    }
    *value = WEXITSTATUS(status);
    return CNC_CHILD_EXITED;
}

char **cnc_environment(void)
{
    return environ;
}
