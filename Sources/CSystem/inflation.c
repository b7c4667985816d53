#include "inflation.h"

#include <stdlib.h>
#include <zlib.h>

struct inflation {
  z_stream stream;
};

struct inflation *inflation_begin(void) {
  struct inflation *inflation = calloc(1, sizeof *inflation);
  if (inflation == NULL) return NULL;
  // Negative: the stream has neither zlib's header nor its checksum.
  if (inflateInit2(&inflation->stream, -MAX_WBITS) == Z_OK) return inflation;
  free(inflation);
  return NULL;
}

void inflation_end(struct inflation *inflation) {
  if (inflation == NULL) return;
  inflateEnd(&inflation->stream);
  free(inflation);
}

enum inflation_state inflation_step(
  struct inflation *inflation, const uint8_t *packed, size_t packed_count, size_t *taken,
  uint8_t *unpacked, size_t room, size_t *made) {
  const size_t most = (size_t)1 << 30;
  z_stream *stream = &inflation->stream;
  uInt given = (uInt)(packed_count < most ? packed_count : most);
  uInt free_bytes = (uInt)(room < most ? room : most);
  // zlib promises not to write there.
  stream->next_in = (z_const Bytef *)packed;
  stream->avail_in = given;
  stream->next_out = unpacked;
  stream->avail_out = free_bytes;
  int status = inflate(stream, Z_NO_FLUSH);
  *taken = given - stream->avail_in;
  *made = free_bytes - stream->avail_out;
  if (status == Z_STREAM_END) return inflation_is_done;
  // Z_BUF_ERROR only says that there was nothing to do.
  return status == Z_OK || status == Z_BUF_ERROR ? inflation_goes_on : inflation_failed;
}

uint32_t inflation_checksum(uint32_t before, const uint8_t *bytes, size_t count) {
  return (uint32_t)crc32_z(before, bytes, count);
}
