// The screen: ncurses without its globals, its keyboard and its signal handlers.

#define _GNU_SOURCE

#include "cncurses.h"
#include "guard.h"

#include <langinfo.h>
#include <locale.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <term.h>
#include <wchar.h>

// Macros of term.h that stand in the way of plain words.
#undef columns
#undef lines

bool cnc_set_locale(void)
{
    setlocale(LC_ALL, "");
    if (strcmp(nl_langinfo(CODESET), "UTF-8") != 0)
        setlocale(LC_CTYPE, "C.UTF-8");
    // Numbers are written by us; a comma for a point would surprise everyone else.
    setlocale(LC_NUMERIC, "C");
    return strcmp(nl_langinfo(CODESET), "UTF-8") == 0;
}

static SCREEN *screen = NULL;
static FILE *screen_in = NULL;
static FILE *screen_out = NULL;

// Runs between setting and unsetting ncurses' variable, which children must not inherit.
static char *begin_entry(const char *entry)
{
    if (entry == NULL)
        return NULL;
    const char *old = getenv("TERMINFO");
    char *kept = old == NULL ? NULL : strdup(old);
    setenv("TERMINFO", entry, 1);
    return kept;
}

static void end_entry(const char *entry, char *kept)
{
    if (entry == NULL)
        return;
    if (kept == NULL)
        unsetenv("TERMINFO");
    else
        setenv("TERMINFO", kept, 1);
    free(kept);
}

// Adds a string of the terminal to those that leave its screen, without its delays.
static void keep_string(const char *name)
{
    const char *string = tigetstr(name);
    if (string == NULL || string == (char *)-1)
        return;
    while (*string != '\0') {
        if (string[0] == '$' && string[1] == '<') {
            const char *end = strchr(string, '>');
            if (end != NULL) {
                string = end + 1;
                continue;
            }
        }
        cnc_guard_add_leave(*string++);
    }
}

cnc_term cnc_look_up(const char *term, const char *entry, int fd)
{
    int found = 0;
    char *kept = begin_entry(entry);
    int result = setupterm(term, fd, &found);
    end_entry(entry, kept);
    if (result != OK)
        return found == 1 ? CNC_TERM_DUMB : CNC_TERM_UNKNOWN;
    const char *place = tigetstr("cup");
    const char *clear = tigetstr("clear");
    bool usable = place != NULL && place != (char *)-1 && clear != NULL && clear != (char *)-1;
    cnc_guard_clear_leave();
    keep_string("sgr0");
    keep_string("cnorm");
    keep_string("rmcup");
    del_curterm(cur_term);
    return usable ? CNC_TERM_OK : CNC_TERM_DUMB;
}

static FILE *open_duplicate(int fd, const char *mode)
{
    int duplicate = cnc_duplicate(fd);
    if (duplicate < 0)
        return NULL;
    FILE *file = fdopen(duplicate, mode);
    if (file == NULL)
        close(duplicate);
    return file;
}

static void set_modes(void)
{
    raw();
    noecho();
    nonl();
}

bool cnc_open(const char *term, const char *entry, int in, int out)
{
    static const int taken[] = { SIGINT, SIGTERM, SIGTSTP, SIGWINCH };
    struct sigaction kept[4];
    screen_in = open_duplicate(in, "r");
    screen_out = open_duplicate(out, "w");
    if (screen_in == NULL || screen_out == NULL) {
        cnc_close();
        return false;
    }
    for (int i = 0; i < 4; i++)
        sigaction(taken[i], NULL, &kept[i]);
    char *variable = begin_entry(entry);
    screen = newterm(term, screen_out, screen_in);
    end_entry(entry, variable);
    // ncurses' handlers call what no handler may.
    for (int i = 0; i < 4; i++)
        sigaction(taken[i], &kept[i], NULL);
    if (screen == NULL) {
        cnc_close();
        return false;
    }
    set_modes();
    // Without this ncurses asks the keyboard while it paints, and stops when a key waits.
    typeahead(-1);
    if (has_colors() && start_color() == OK)
        use_default_colors();
    int columns, rows;
    cnc_size(out, &columns, &rows);
    if (columns > 0 && rows > 0)
        cnc_resize(columns, rows);
    return true;
}

void cnc_close(void)
{
    if (screen != NULL) {
        if (!isendwin())
            endwin();
        delscreen(screen);
    }
    if (screen_in != NULL)
        fclose(screen_in);
    if (screen_out != NULL)
        fclose(screen_out);
    screen = NULL;
    screen_in = NULL;
    screen_out = NULL;
}

void cnc_leave(void)
{
    endwin();
}

void cnc_enter(void)
{
    def_shell_mode();
    reset_prog_mode();
    set_modes();
    clearok(curscr, TRUE);
}

int cnc_colors(void)
{
    return has_colors() ? COLORS : 0;
}

int cnc_pairs(void)
{
    return has_colors() ? COLOR_PAIRS : 0;
}

bool cnc_define_pair(int pair, int foreground, int background)
{
    return has_colors() && init_extended_pair(pair, foreground, background) == OK;
}

void cnc_size(int fd, int *columns, int *rows)
{
    struct winsize size = { 0 };
    if (ioctl(fd, TIOCGWINSZ, &size) != 0)
        size = (struct winsize){ 0 };
    *columns = size.ws_col;
    *rows = size.ws_row;
}

void cnc_resize(int columns, int rows)
{
    if (rows != LINES || columns != COLS)
        resize_term(rows, columns);
    clearok(curscr, TRUE);
}

void cnc_repaint(void)
{
    clearok(curscr, TRUE);
}

void cnc_put_row(int row, const cchar_t *cells, int count)
{
    if (wmove(stdscr, row, 0) == OK)
        wadd_wchnstr(stdscr, cells, count);
}

void cnc_clear_row(int row, int column)
{
    if (wmove(stdscr, row, column) == OK)
        wclrtoeol(stdscr);
}

void cnc_update(int row, int column)
{
    curs_set(0);
    if (row >= 0)
        wmove(stdscr, row, column);
    wnoutrefresh(stdscr);
    doupdate();
    if (row >= 0)
        curs_set(1);
}

static bool is_certain(uint32_t scalar)
{
    return (scalar >= 0x20 && scalar < 0x7F) || (scalar >= 0x2500 && scalar < 0x25A0)
        || (scalar >= 0x2800 && scalar < 0x2900);
}

int cnc_fill(cchar_t *cell, uint32_t scalar, int width, attr_t attributes, int pair)
{
    memset(cell, 0, sizeof *cell);
    bool fits = width == 1 && is_certain(scalar);
    if (!fits)
        fits = wcwidth((wchar_t)scalar) == width;
    cell->attr = attributes;
    cell->chars[0] = (wchar_t)(fits ? scalar : '?');
    cell->ext_color = pair;
    if (fits || width < 2)
        return 1;
    cell[1] = cell[0];
    cell[1].chars[0] = L' ';
    return 2;
}

void cnc_add_mark(cchar_t *cell, int index, uint32_t scalar)
{
    if (index >= 0 && index < CCHARW_MAX - 1 && wcwidth((wchar_t)scalar) == 0)
        cell->chars[index + 1] = (wchar_t)scalar;
}
