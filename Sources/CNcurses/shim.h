#pragma once
#define _XOPEN_SOURCE_EXTENDED 1
#define NCURSES_WIDECHAR 1
#include <errno.h>
#include <langinfo.h>
#include <locale.h>
#include <ncurses.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>
#include <wchar.h>

// Of term.h this alone is declared: its macros take names such as `columns`.
int setupterm(const char *type, int descriptor, int *found);

// What Swift can't see of curses: its globals, macros and variadic functions, each under a plain name.

/// Whether the character set of the locale is UTF-8; only character types follow the locale, numbers don't.
static inline bool cn_locale_is_utf8(void) {
  return setlocale(LC_CTYPE, "") && strcmp(nl_langinfo(CODESET), "UTF-8") == 0;
}

/// The version of the library that runs.
static inline const char *cn_version(void) { return curses_version(); }

/// Reads what terminfo has on a terminal without touching it; false if it has nothing.
static inline bool cn_read_terminfo(const char *type) {
  int found = 0;
  return setupterm(type, STDOUT_FILENO, &found) == OK && found == 1;
}

/// A number of terminfo by its name, negative if the terminal has none.
static inline int cn_number(const char *name) { return tigetnum(name); }

/// Has curses pay no attention to LINES and COLUMNS; to be called before the start, and before any thread.
static inline void cn_forget_environment_size(void) {
  unsetenv("LINES");
  unsetenv("COLUMNS");
}

/// Starts curses on standard input and output; false if terminfo doesn't know the terminal.
static inline bool cn_start(const char *type) {
  return newterm(type, stdout, stdin) != NULL;
}

/// Raw keys, no echo, no waiting. `escape_delay` < 0 leaves curses' own.
///
/// Returns the window to read keys from, or NULL. It is never drawn to, so that reading can't flush a
/// half-drawn frame.
static inline void *cn_prepare(int escape_delay) {
  if (escape_delay >= 0) set_escdelay(escape_delay);
  WINDOW *keys = newpad(1, 1);
  if (!keys) return NULL;
  raw();
  noecho();
  nonl();
  intrflush(stdscr, FALSE);
  scrollok(stdscr, FALSE);
  keypad(keys, TRUE);
  /* Some terminals never leave these for those that terminfo names. */
  static const struct {
    const char *text;
    int code;
  } plain[] = {{"\033[A", KEY_UP},   {"\033[B", KEY_DOWN}, {"\033[C", KEY_RIGHT},
               {"\033[D", KEY_LEFT}, {"\033[H", KEY_HOME}, {"\033[F", KEY_END}};
  for (size_t index = 0; index < sizeof plain / sizeof plain[0]; index++) {
    define_key(plain[index].text, plain[index].code);
  }
  nodelay(keys, TRUE);
  return keys;
}

/// Writes at once, past curses and its buffer, which is empty between flushes.
static inline void cn_write(const char *text) {
  for (size_t left = text ? strlen(text) : 0; left > 0;) {
    ssize_t count = write(STDOUT_FILENO, text, left);
    if (count <= 0) return;
    text += count;
    left -= (size_t)count;
  }
}

/// Codes of the marks around pasted text, beyond those of curses' own keys.
enum { CN_PASTE_START = 0x1000, CN_PASTE_END = 0x1001 };

/// A string of terminfo by its name, NULL if the terminal has none.
static inline const char *cn_capability(const char *name) {
  char *text = tigetstr(name);
  return text == (char *)-1 ? NULL : text;
}

/// Has the terminal put marks around pasted text, or no longer, if it knows how.
static inline void cn_mark_pastes(bool on) {
  const char *start = cn_capability("PS"), *end = cn_capability("PE");
  const char *mode = cn_capability(on ? "BE" : "BD");
  if (!start || !end || !mode) return;
  if (on) {
    define_key(start, CN_PASTE_START);
    define_key(end, CN_PASTE_END);
  }
  cn_write(mode);
}

/// What moves the cursor to the start of the lowest line, however many there are by then.
static inline const char *cn_lowest_line(void) {
  char *motion = tigetstr("cup");
  return motion && motion != (char *)-1 ? tparm(motion, 998L, 0L, 0L, 0L, 0L, 0L, 0L, 0L, 0L) : NULL;
}

/// How many colours there are, 0 if the terminal has none; starts them.
static inline int cn_start_colours(void) {
  if (!has_colors() || start_color() != OK) return 0;
  return COLORS;
}

/// Whether -1 stands for the terminal's own colours.
static inline bool cn_use_own_colours(void) { return use_default_colors() == OK; }

/// Undoes what others may have left on besides text: attributes, a character set, insertion, a scroll region, the
/// cursor.
static inline void cn_reset_looks(void) {
  /* Before the screen is entered again this would change the shell's. */
  if (isendwin()) return;
  cn_write(cn_capability("sgr0"));
  /* Drawing characters in place of letters; of terminals that have both, those of ECMA-48 take this. */
  const char *motion = cn_capability("cup");
  if (cn_capability("smacs") && motion && strncmp(motion, "\033[", 2) == 0) cn_write("\033(B\017");
  cn_write(cn_capability("rmir"));
  const char *region = cn_capability("csr");
  if (region) cn_write(tparm(region, 0L, (long)LINES - 1, 0L, 0L, 0L, 0L, 0L, 0L, 0L));
  int shown = curs_set(0);
  if (shown == 0) cn_write(cn_capability("civis"));
  if (shown > 0) curs_set(shown);
}

/// Whether a colour's number is its red, green and blue, and no index of a palette; the first eight are.
static inline bool cn_has_direct_colours(void) {
  return COLORS > 256 &&
         (tigetflag("RGB") > 0 || tigetnum("RGB") > 0 || cn_capability("RGB") != NULL);
}

static inline int cn_pair_count(void) { return COLOR_PAIRS; }

static inline bool cn_define_pair(int pair, int foreground, int background) {
  return init_extended_pair(pair, foreground, background) == OK;
}

/// One character with its marks, a terminated string, in its look.
static inline cchar_t cn_cell(const wchar_t *text, bool bold, bool reversed, bool underlined,
                              int pair) {
  cchar_t cell;
  attr_t attributes = (bold ? A_BOLD : 0) | (reversed ? A_REVERSE : 0) | (underlined ? A_UNDERLINE : 0);
  setcchar(&cell, text, attributes, (short)(pair & 0x7FFF), &pair);
  return cell;
}

/// Puts a cell one column wide; unlike wadd_wch this neither wraps nor fails in the last column.
static inline void cn_put(int row, int column, const cchar_t *cell) {
  mvwadd_wchnstr(stdscr, row, column, cell, 1);
}

static inline void cn_put_wide(int row, int column, const cchar_t *cell) {
  mvwadd_wch(stdscr, row, column, cell);
}

static inline void cn_erase(void) { werase(stdscr); }

/// Has the next flush write every cell.
static inline void cn_forget_screen(void) { clearok(curscr, TRUE); }

static inline void cn_show_cursor(int row, int column) {
  leaveok(stdscr, FALSE);
  wmove(stdscr, row, column);
  curs_set(1);
}

static inline void cn_hide_cursor(void) {
  leaveok(stdscr, TRUE);
  curs_set(0);
}

static inline void cn_flush(void) {
  wnoutrefresh(stdscr);
  doupdate();
}

/// Back to the terminal's modes of before; the next flush enters curses again.
static inline void cn_leave(void) { endwin(); }

/// After a stop that curses knew nothing of.
static inline void cn_reenter(void) { reset_prog_mode(); }

typedef enum { CN_NONE, CN_CHARACTER, CN_CODE } cn_key_kind;

/// The next key that has arrived, without waiting.
static inline cn_key_kind cn_read_key(void *keys, uint32_t *value) {
  wint_t key = 0;
  int found = wget_wch((WINDOW *)keys, &key);
  *value = (uint32_t)key;
  return found == KEY_CODE_YES ? CN_CODE : found == OK ? CN_CHARACTER : CN_NONE;
}

typedef enum { CN_NO_ACTION, CN_PRESS, CN_WHEEL_UP, CN_WHEEL_DOWN } cn_mouse_action;

/* Version 1 of the interface has no fifth button, so that the wheel turns one way only. */
#ifdef BUTTON5_PRESSED
#define CN_BUTTON5 BUTTON5_PRESSED
#else
#define CN_BUTTON5 0
#endif

/// Has the first button's presses and the wheel reported, or nothing. No motion, and no wait for a second click.
static inline void cn_report_mouse(bool is_on) {
  mouseinterval(0);
  mousemask(is_on ? BUTTON1_PRESSED | BUTTON4_PRESSED | CN_BUTTON5 : 0, NULL);
}

/// What the mouse did, after a key KEY_MOUSE.
static inline cn_mouse_action cn_read_mouse(int *column, int *row) {
  MEVENT event;
  if (getmouse(&event) != OK) return CN_NO_ACTION;
  *column = event.x;
  *row = event.y;
  if (event.bstate & BUTTON1_PRESSED) return CN_PRESS;
  if (event.bstate & BUTTON4_PRESSED) return CN_WHEEL_UP;
  return event.bstate & CN_BUTTON5 ? CN_WHEEL_DOWN : CN_NO_ACTION;
}

/// Writes bytes past the screen: one write, more only where a signal or a full line breaks it off.
static inline void cn_send(const char *bytes, size_t length) {
  while (length > 0) {
    ssize_t count = write(STDOUT_FILENO, bytes, length);
    if (count < 0 && errno == EINTR) continue;
    if (count <= 0) return;
    bytes += count;
    length -= (size_t)count;
  }
}

static inline int cn_rows(void) { return LINES; }
static inline int cn_columns(void) { return COLS; }

/// The size that the kernel knows; false if it knows none.
static inline bool cn_window_size(int *columns, int *rows) {
  struct winsize size;
  if (ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) != 0 || size.ws_col == 0 || size.ws_row == 0) {
    return false;
  }
  *columns = size.ws_col;
  *rows = size.ws_row;
  return true;
}

static inline bool cn_resize(int columns, int rows) { return resizeterm(rows, columns) == OK; }

static inline int cn_width(uint32_t scalar) { return wcwidth((wchar_t)scalar); }

static const int cn_first_function_key = KEY_F0;
