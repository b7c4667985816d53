#pragma once
#define _XOPEN_SOURCE_EXTENDED 1
#define NCURSES_WIDECHAR 1
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

// What Swift can't see of curses: its globals, macros and variadic functions, each under a plain name.

/// Whether the character set of the locale is UTF-8; only character types follow the locale, numbers don't.
static inline bool cn_locale_is_utf8(void) {
  return setlocale(LC_CTYPE, "") && strcmp(nl_langinfo(CODESET), "UTF-8") == 0;
}

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

/// Undoes what others may have left on besides text: attributes, insertion, a scroll region, the cursor.
static inline void cn_reset_looks(void) {
  /* Before the screen is entered again this would change the shell's. */
  if (isendwin()) return;
  cn_write(cn_capability("sgr0"));
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
