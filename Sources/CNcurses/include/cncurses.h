// What the terminal driver needs of ncurses and of Linux, in a form Swift can call: no globals,
// no macros, no variadic functions. Everything but `cnc_block_signals` and the signal handler is
// for the main thread only.

#ifndef CNCURSES_H
#define CNCURSES_H

// Must precede ncurses' header, or cchar_t and its functions do not exist.
#define NCURSES_WIDECHAR 1

#include <ncurses.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

// MARK: - Locale

/// Sets the locale so that ncurses writes UTF-8; answers whether it will.
bool cnc_set_locale(void);

// MARK: - Screen

/// How a terminal type was found.
typedef enum {
    CNC_TERM_OK,
    CNC_TERM_UNKNOWN,
    /// It is known, and cannot place the cursor.
    CNC_TERM_DUMB,
} cnc_term;

/// Looks a terminal type up, and keeps the strings that leave its screen for the guard. `entry`
/// is a compiled description in ncurses' "b64:" form, or NULL for the system's.
cnc_term cnc_look_up(const char *term, const char *entry, int fd);

/// Opens the screen; false when ncurses cannot.
bool cnc_open(const char *term, const char *entry, int in, int out);

/// Leaves the screen and frees it.
void cnc_close(void);

/// Leaves the screen for a while; the next `cnc_update` returns to it.
void cnc_leave(void);

/// Keeps the terminal's present modes as those to leave it in, and takes ours.
void cnc_enter(void);

int cnc_colors(void);
int cnc_pairs(void);

/// Defines a pair of colours, -1 being the terminal's own; false when it cannot be.
bool cnc_define_pair(int pair, int foreground, int background);

/// The size the kernel knows, or zeros.
void cnc_size(int fd, int *columns, int *rows);
void cnc_resize(int columns, int rows);

/// Makes the next update paint every cell.
void cnc_repaint(void);

/// Puts cells at the start of a row.
void cnc_put_row(int row, const cchar_t *cells, int count);

/// Makes a row blank from a column on.
void cnc_clear_row(int row, int column);

/// Brings the terminal up to date, with the cursor at a place, or hidden where `row` is negative.
void cnc_update(int row, int column);

/// Fills a cell; a character whose width the C library sees otherwise becomes `?`.
/// Answers the number of cells to send for it: one, or two where `?` needs a space beside it.
int cnc_fill(cchar_t *cell, uint32_t scalar, int width, attr_t attributes, int pair);

/// Adds the n-th mark, counted from 0, upon a filled cell; four fit.
void cnc_add_mark(cchar_t *cell, int index, uint32_t scalar);

static inline attr_t cnc_attributes(bool bold, bool dim, bool italic, bool underline, bool reverse)
{
    return (bold ? A_BOLD : 0) | (dim ? A_DIM : 0) | (italic ? A_ITALIC : 0)
        | (underline ? A_UNDERLINE : 0) | (reverse ? A_REVERSE : 0);
}

// MARK: - Signals

/// Blocks the signals the driver reads from a descriptor, in this thread and those it makes.
void cnc_block_signals(void);

/// A descriptor from which the blocked signals are read, or -1.
int cnc_signal_descriptor(void);

/// The next signal that waits, or 0.
int cnc_next_signal(int descriptor);

/// Stops our process group as ^Z would, and returns once it is continued in the foreground. False
/// when it was not stopped, because no shell watches over it.
bool cnc_stop(int fd);

// MARK: - Guard

/// Keeps the terminal's modes and installs handlers that restore them on a fatal signal and at
/// `exit`. Call it before the first mode is changed, after `cnc_look_up`.
///
/// `modes` are bytes that turn off what the driver turned on; `note` is shown after them.
bool cnc_guard_install(int in, int out, const char *modes, const char *note);

/// Whether the handlers are to restore anything at present.
void cnc_guard_arm(bool armed);

/// Takes the terminal's present modes as those to restore.
void cnc_guard_keep_modes(void);

/// Restores the kept modes now.
void cnc_guard_restore_modes(void);

/// Where the true standard error is while another is in its place, and what stands there; a
/// fatal signal gives it back and shows the end of `replacement` when that is a file.
void cnc_guard_error_output(int original, int replacement);

// MARK: - Files and processes

/// A file in memory, or -1.
int cnc_memory_file(void);

/// A duplicate of a descriptor that no child inherits, or -1.
int cnc_duplicate(int fd);

/// Starts a program in the foreground of the terminal: a process group of its own, default
/// signals, an empty mask, the terminal as its first three descriptors and no others.
/// Answers 0, or the error's number. `folder` may be NULL.
int cnc_spawn(pid_t *pid, char *const argv[], char *const envp[], const char *folder,
              int in, int out, int error);

/// A descriptor that ends when the child has ended or stopped, or -1.
int cnc_watch(pid_t pid);

/// How a child fares.
typedef enum {
    CNC_CHILD_RUNS,
    CNC_CHILD_STOPPED,
    CNC_CHILD_EXITED,
    CNC_CHILD_SIGNALLED,
    /// Somebody else has waited for it.
    CNC_CHILD_LOST,
} cnc_child;

/// Asks without waiting; `value` is the exit code or the signal.
cnc_child cnc_child_state(pid_t pid, int *value);

/// Makes a process group the terminal's foreground one.
void cnc_foreground(int fd, pid_t group);

/// The environment of this process.
char **cnc_environment(void);

#endif
