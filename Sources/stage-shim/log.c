// `log` and its index `times`.
//
// An offset in the log means the same for ever: over the cap, the middle becomes a hole that grows.
// `times` is a header of 64 bytes ("PWTIMES1", gap start, gap end, dropped bytes) and records of 16
// (microseconds since 1970, offset of the first byte written then), all little-endian.
#define _GNU_SOURCE
#include "shim.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/falloc.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define HEADER_BYTES 64
#define BLOCK ((int64_t)4096)

static int make(int folder, const char *name) {
    const int flags = O_RDWR | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK;
    int file = openat(folder, name, flags, 0600);
    if (file < 0) return -1;
    struct stat info;
    if (fstat(file, &info) == 0 && S_ISREG(info.st_mode) && fchmod(file, 0600) == 0) return file;
    close(file);
    errno = EEXIST;
    return -1;
}

static bool put(int file, const void *bytes, size_t size, int64_t offset) {
    return pwrite(file, bytes, size, offset) == (ssize_t)size;
}

static void put_header(const struct log *log) {
    int64_t numbers[3] = {log->gap_start, log->gap_end, log->dropped};
    // On a full disk it is put again later, at the next change or at the end.
    (void)put(log->times, numbers, sizeof numbers, 8);
}

int log_open(struct log *log, int folder, int64_t cap) {
    memset(log, 0, sizeof *log);
    log->cap = cap;
    log->index_offset = HEADER_BYTES;
    log->indexed_at = -INDEX_INTERVAL;
    log->times = -1;
    log->fd = make(folder, "log");
    if (log->fd < 0) return errno;
    log->times = make(folder, "times");
    if (log->times < 0) return errno;
    char header[HEADER_BYTES] = "PWTIMES1";
    return put(log->times, header, sizeof header, 0) ? 0 : ENOSPC;
}

static void index_now(struct log *log) {
    int64_t now = now_monotonic();
    if (now - log->indexed_at < INDEX_INTERVAL) return;
    int64_t record[2] = {now_wall(), log->offset};
    if (!put(log->times, record, sizeof record, log->index_offset)) return;
    log->indexed_at = now;
    log->index_offset += sizeof record;
}

// Makes room under the cap for `size` bytes more, by steps so that holes are few.
static void make_room(struct log *log, int64_t size) {
    const int64_t head = log->cap / 2 / BLOCK * BLOCK;
    const int64_t start = log->gap_end > 0 ? log->gap_end : head;
    int64_t kept = log->offset - (log->gap_end - log->gap_start);
    if (log->stopped || kept + size <= log->cap) return;
    int64_t step = log->cap / 8;
    if (step < kept + size - log->cap) step = kept + size - log->cap;
    int64_t end = (start + step + BLOCK - 1) / BLOCK * BLOCK;
    // The last bytes written stay, whatever is to come.
    if (end > log->offset) end = log->offset / BLOCK * BLOCK;
    if (end <= start) return;
    if (fallocate(log->fd, FALLOC_FL_PUNCH_HOLE | FALLOC_FL_KEEP_SIZE, start, end - start) != 0) {
        log->stopped = errno == EOPNOTSUPP || errno == ENOSYS;
        return;
    }
    log->gap_start = head;
    log->gap_end = end;
    put_header(log);
}

static void write_piece(struct log *log, const uint8_t *bytes, size_t size) {
    make_room(log, (int64_t)size);
    const int64_t dropped = log->dropped;
    if (!log->stopped) index_now(log);
    while (size > 0 && !log->stopped) {
        ssize_t count = pwrite(log->fd, bytes, size, log->offset);
        if (count < 0 && errno == EINTR) continue;
        if (count <= 0) break;
        log->offset += count;
        bytes += count;
        size -= (size_t)count;
    }
    // A full disk, or a cap that cannot be kept by a hole: the command goes on all the same.
    log->dropped += (int64_t)size;
    if (log->dropped != dropped) put_header(log);
}

void log_write(struct log *log, const uint8_t *bytes, size_t size) {
    // A piece much smaller than the cap, so that the hole never swallows what is being written.
    const size_t most = (size_t)(log->cap / 8);
    while (size > 0) {
        const size_t piece = size < most ? size : most;
        write_piece(log, bytes, piece);
        bytes += piece;
        size -= piece;
    }
}

void log_close(struct log *log) {
    if (log->fd < 0) return;
    put_header(log);
    close(log->fd);
    close(log->times);
    log->fd = -1;
}
