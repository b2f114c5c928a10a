// The processes below this one.
//
// The watcher is their subreaper: what loses its parent becomes the watcher's child, so whatever
// a command started descends from the watcher until it ends.
#define _GNU_SOURCE
#include "shim.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>

bool process_stat(pid_t pid, struct member *member) {
    char path[40], text[1024];
    snprintf(path, sizeof path, "/proc/%d/stat", (int)pid);
    int file = open(path, O_RDONLY | O_CLOEXEC);
    if (file < 0) return false;
    ssize_t size = read(file, text, sizeof text - 1);
    close(file);
    if (size <= 0) return false;
    text[size] = 0;
    // The name stands in parentheses and may hold any byte, parentheses too.
    char *open_mark = strchr(text, '('), *close_mark = strrchr(text, ')');
    if (open_mark == NULL || close_mark == NULL || close_mark <= open_mark) return false;
    memset(member, 0, sizeof *member);
    member->pid = pid;
    size_t length = (size_t)(close_mark - open_mark - 1);
    if (length > sizeof member->name - 1) length = sizeof member->name - 1;
    for (size_t i = 0; i < length; i++) {
        const char byte = open_mark[1 + i];
        member->name[i] = byte >= ' ' && byte < 127 ? byte : '?';
    }
    unsigned long long ticks;
    int parent, group, session;
    int count = sscanf(close_mark + 2,
                       "%c %d %d %d %*d %*d %*u %*u %*u %*u %*u %*u %*u %*d %*d %*d %*d %*d %*d "
                       "%llu", &member->state, &parent, &group, &session, &ticks);
    member->parent = parent;
    member->group = group;
    member->session = session;
    member->ticks = ticks;
    return count == 5;
}

static void read_all(struct tree *tree) {
    tree->count = 0;
    DIR *folder = opendir("/proc");
    if (folder == NULL) return;
    for (struct dirent *entry; (entry = readdir(folder)) != NULL;) {
        char *end;
        long pid = strtol(entry->d_name, &end, 10);
        if (pid <= 0 || *end != 0) continue;
        if (tree->count == tree->capacity) {
            size_t capacity = tree->capacity == 0 ? 256 : 2 * tree->capacity;
            if (capacity > TREE_MAX) break;
            struct member *members = realloc(tree->members, capacity * sizeof *members);
            if (members == NULL) break;
            tree->members = members;
            tree->capacity = capacity;
        }
        if (process_stat((pid_t)pid, &tree->members[tree->count])) tree->count++;
    }
    closedir(folder);
}

static bool has_parent(const struct tree *tree, const struct member *member, pid_t self) {
    if (member->parent == self) return true;
    for (size_t i = 0; i < tree->count; i++) {
        if (tree->members[i].pid == member->parent) return tree->members[i].descends;
    }
    return false;
}

void tree_scan(struct tree *tree) {
    const pid_t self = getpid();
    read_all(tree);
    for (bool changed = true; changed;) {
        changed = false;
        for (size_t i = 0; i < tree->count; i++) {
            struct member *member = &tree->members[i];
            if (member->descends || !has_parent(tree, member, self)) continue;
            member->descends = true;
            changed = true;
        }
    }
}

static bool is_chosen(const struct member *member, const struct choice *choice) {
    if (!member->descends || member->state == 'Z' || member->state == 'X') return false;
    if (choice->except_group != 0 && member->group == choice->except_group) return false;
    if (choice->sessions == NULL) return true;
    for (size_t i = 0; i < choice->count; i++) {
        if (choice->sessions[i] == member->session) return !choice->others;
    }
    return choice->others;
}

// Signals the process that was seen, never a later one with its number.
static void signal_member(const struct member *member, int signal) {
    int handle = (int)syscall(SYS_pidfd_open, member->pid, 0);
    const bool unknown = handle < 0 && errno == ENOSYS;  // Kernels before 5.3.
    struct member now;
    const bool same = process_stat(member->pid, &now) && now.ticks == member->ticks;
    if (same && handle >= 0) {
        syscall(SYS_pidfd_send_signal, handle, signal, NULL, 0);
    } else if (same && unknown) {
        kill(member->pid, signal);
    }
    if (handle >= 0) close(handle);
}

void tree_signal(const struct tree *tree, int signal, const struct choice *choice) {
    for (size_t i = 0; i < tree->count; i++) {
        if (is_chosen(&tree->members[i], choice)) signal_member(&tree->members[i], signal);
    }
}

size_t tree_name(const struct tree *tree, const struct choice *choice,
                 char names[ESCAPED_MAX][16]) {
    size_t count = 0;
    for (size_t i = 0; i < tree->count && count < ESCAPED_MAX; i++) {
        if (!is_chosen(&tree->members[i], choice)) continue;
        memcpy(names[count++], tree->members[i].name, sizeof tree->members[i].name);
    }
    return count;
}

bool tree_has(const struct tree *tree, const struct choice *choice) {
    for (size_t i = 0; i < tree->count; i++) {
        if (is_chosen(&tree->members[i], choice)) return true;
    }
    return false;
}
