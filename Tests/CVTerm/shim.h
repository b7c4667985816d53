#pragma once
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <vterm.h>

/// An emulated screen, and what the program asked of it beyond its cells.
typedef struct {
  VTerm *terminal;
  bool is_cursor_visible;
  bool is_alternate;
} cvt_screen;

/// One cell, without the unions and bit fields of the library's own.
typedef struct {
  uint32_t scalars[VTERM_MAX_CHARS_PER_CELL];
  int width;
  /// Palette index, -1 for the default colour, or 0x1000000 + 0xRRGGBB.
  int foreground;
  int background;
  bool is_bold;
  bool is_reversed;
  bool is_underlined;
} cvt_cell;

static inline int cvt_property(VTermProp property, VTermValue *value, void *user) {
  cvt_screen *screen = (cvt_screen *)user;
  if (property == VTERM_PROP_CURSORVISIBLE) screen->is_cursor_visible = value->boolean != 0;
  if (property == VTERM_PROP_ALTSCREEN) screen->is_alternate = value->boolean != 0;
  return 1;
}

static inline cvt_screen *cvt_new(int rows, int columns) {
  static const VTermScreenCallbacks callbacks = {.settermprop = cvt_property};
  cvt_screen *screen = (cvt_screen *)calloc(1, sizeof(cvt_screen));
  if (!screen) return NULL;
  screen->terminal = vterm_new(rows, columns);
  vterm_set_utf8(screen->terminal, 1);
  VTermScreen *cells = vterm_obtain_screen(screen->terminal);
  vterm_screen_set_callbacks(cells, &callbacks, screen);
  vterm_screen_enable_altscreen(cells, 1);
  vterm_screen_reset(cells, 1);
  return screen;
}

static inline void cvt_free(cvt_screen *screen) {
  vterm_free(screen->terminal);
  free(screen);
}

static inline void cvt_feed(cvt_screen *screen, const char *bytes, size_t length) {
  vterm_input_write(screen->terminal, bytes, length);
}

/// What the emulator answers to queries.
static inline size_t cvt_answer(cvt_screen *screen, char *buffer, size_t length) {
  return vterm_output_read(screen->terminal, buffer, length);
}

static inline void cvt_resize(cvt_screen *screen, int rows, int columns) {
  vterm_set_size(screen->terminal, rows, columns);
}

static inline int cvt_colour(const VTermColor *colour, bool is_default) {
  if (is_default) return -1;
  if (VTERM_COLOR_IS_INDEXED(colour)) return colour->indexed.idx;
  return 0x1000000 + (colour->rgb.red << 16) + (colour->rgb.green << 8) + colour->rgb.blue;
}

static inline cvt_cell cvt_at(const cvt_screen *screen, int row, int column) {
  cvt_cell cell;
  memset(&cell, 0, sizeof cell);
  VTermScreenCell found;
  VTermPos place = {.row = row, .col = column};
  if (!vterm_screen_get_cell(vterm_obtain_screen(screen->terminal), place, &found)) return cell;
  for (int index = 0; index < VTERM_MAX_CHARS_PER_CELL; index++) {
    cell.scalars[index] = found.chars[index];
    if (found.chars[index] == 0) break;
  }
  cell.width = found.width;
  cell.foreground = cvt_colour(&found.fg, VTERM_COLOR_IS_DEFAULT_FG(&found.fg));
  cell.background = cvt_colour(&found.bg, VTERM_COLOR_IS_DEFAULT_BG(&found.bg));
  cell.is_bold = found.attrs.bold != 0;
  cell.is_reversed = found.attrs.reverse != 0;
  cell.is_underlined = found.attrs.underline != 0;
  return cell;
}

/// Whether what is written next would look as on a terminal that nobody has touched.
static inline bool cvt_is_plain(const cvt_screen *screen) {
  static const VTermAttr flags[] = {VTERM_ATTR_BOLD, VTERM_ATTR_UNDERLINE, VTERM_ATTR_ITALIC,
                                    VTERM_ATTR_BLINK, VTERM_ATTR_REVERSE, VTERM_ATTR_STRIKE};
  const VTermState *state = vterm_obtain_state(screen->terminal);
  VTermValue value;
  for (size_t index = 0; index < sizeof flags / sizeof flags[0]; index++) {
    if (vterm_state_get_penattr(state, flags[index], &value) && value.boolean) return false;
  }
  return vterm_state_get_penattr(state, VTERM_ATTR_FOREGROUND, &value) &&
         VTERM_COLOR_IS_DEFAULT_FG(&value.color) &&
         vterm_state_get_penattr(state, VTERM_ATTR_BACKGROUND, &value) &&
         VTERM_COLOR_IS_DEFAULT_BG(&value.color);
}

static inline VTermPos cvt_cursor(const cvt_screen *screen) {
  VTermPos place;
  vterm_state_get_cursorpos(vterm_obtain_state(screen->terminal), &place);
  return place;
}
