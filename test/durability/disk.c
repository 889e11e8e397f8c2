/*
 * A simulated disk that loses unsynced data. LD_PRELOAD loads this library before the C library. For every file under
 * PROVE_DATA it keeps a second file under PROVE_PLATTER with only the data that fsync or fdatasync has synced: the
 * content after a power cut. Like a real disk, it writes a part of the other data early (PROVE_EARLY percent), in any
 * order.
 *
 * The library also checks every response that the server sends. A write has the request id `proof-` plus a number; the
 * id occurs in the response and in the data of the write-ahead log (WAL). A response sent before its WAL data is synced
 * is counted as an early send. The library can also simulate disk failures while the server runs.
 *
 * The file PROVE_PANEL contains all counters and the current failure. The test program reads and writes it.
 */
#define _GNU_SOURCE
#include <ctype.h>
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/uio.h>
#include <unistd.h>

enum { HEALTHY, FULL, READ_ONLY, FAILING, LYING, HANGING };

/* The layout of PROVE_PANEL: 64-bit numbers in this order. */
struct panel {
  volatile uint64_t fault, sends, early_sends, syncs, forced, refused;
};

struct change {
  struct change *next;
  off_t offset;
  size_t length;
  int is_cut; /* truncates the file at offset */
  char bytes[];
};

struct file {
  char name[256];
  int platter;
  struct change *first, **last;
};

enum { FILES = 16, HANDLES = 65536, REQUESTS = 1 << 22 };
static struct file files[FILES];
static struct file *handles[HANDLES];
static struct panel *panel;
static const char *data, *platter;
static int early;
static uint8_t is_written[REQUESTS], is_forced[REQUESTS];
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;

#define REAL(result, name, ...) \
  static result (*real)(__VA_ARGS__); \
  if (!real) real = dlsym(RTLD_NEXT, name)

__attribute__((constructor)) static void start(void) {
  data = getenv("PROVE_DATA");
  platter = getenv("PROVE_PLATTER");
  early = atoi(getenv("PROVE_EARLY") ?: "0");
  srandom(getpid());
  int handle = open(getenv("PROVE_PANEL"), O_RDWR);
  panel = mmap(NULL, sizeof *panel, PROT_READ | PROT_WRITE, MAP_SHARED, handle, 0);
  if (!data || !platter || panel == MAP_FAILED) abort();
}

/* SQLite recreates the files that running processes share after a crash. */
static int is_volatile(const char *name) {
  const char *end = strrchr(name, '-');
  return end && (!strcmp(end, "-shm") || !strcmp(end, "-serving"));
}

static const char *name_of(const char *path) {
  size_t length = data ? strlen(data) : 0;
  if (!length || strncmp(path, data, length) || path[length] != '/' || is_volatile(path)) return NULL;
  return path + length + 1;
}

static struct file *find(const char *name) {
  for (struct file *file = files; file < files + FILES; file++) {
    if (!strcmp(file->name, name)) return file;
    if (file->name[0]) continue;
    char path[4096];
    snprintf(path, sizeof path, "%s/%s", platter, name);
    snprintf(file->name, sizeof file->name, "%s", name);
    REAL(int, "open64", const char *, int, ...);
    file->platter = real(path, O_RDWR | O_CREAT, 0600);
    file->last = &file->first;
    return file;
  }
  abort();
}

/*
 * The WAL contains every acknowledged write. SQLite copies it into the database in the background and keeps the WAL
 * until the copy is on the disk. The search index does not count, because it can be rebuilt from the database.
 */
static int is_acknowledged_by(const struct file *file) {
  return strstr(file->name, "-wal") && !strstr(file->name, "-search");
}

/* Returns the number of the first request id in the bytes and moves the start behind it; -1 if there is none. */
static long request_in(const char **bytes, const char *end) {
  static const char prefix[] = "proof-";
  const char *at = *bytes;
  while ((at = memmem(at, end - at, prefix, sizeof prefix - 1))) {
    at += sizeof prefix - 1;
    long number = 0;
    const char *digits = at;
    while (at < end && isdigit((unsigned char)*at)) number = number * 10 + *at++ - '0';
    if (at == digits) continue;
    *bytes = at;
    return number % REQUESTS;
  }
  return -1;
}

static void mark(uint8_t *requests, const struct file *file, const char *bytes, size_t length) {
  if (!is_acknowledged_by(file)) return;
  const char *end = bytes + length;
  for (long number; (number = request_in(&bytes, end)) >= 0;) requests[number] = 1;
}

static struct file *of(int handle) { return handle >= 0 && handle < HANDLES ? handles[handle] : NULL; }

static void apply(struct file *file, struct change *change) {
  REAL(ssize_t, "pwrite64", int, const void *, size_t, off_t);
  if (change->is_cut ? ftruncate(file->platter, change->offset)
                     : real(file->platter, change->bytes, change->length, change->offset) != (ssize_t)change->length)
    abort();
}

static void remember(struct file *file, const void *bytes, size_t length, off_t offset, int is_cut) {
  struct change *change = malloc(sizeof *change + length);
  *change = (struct change){.offset = offset, .length = length, .is_cut = is_cut};
  if (length) memcpy(change->bytes, bytes, length);
  mark(is_written, file, change->bytes, length);
  pthread_mutex_lock(&lock);
  *file->last = change;
  file->last = &change->next;
  if (!is_cut && random() % 100 < early) apply(file, change);
  pthread_mutex_unlock(&lock);
}

static void force(struct file *file) {
  pthread_mutex_lock(&lock);
  while (file->first) {
    struct change *change = file->first;
    apply(file, change);
    mark(is_forced, file, change->bytes, change->length);
    panel->forced += change->length;
    file->first = change->next;
    free(change);
  }
  file->last = &file->first;
  pthread_mutex_unlock(&lock);
}

static int refuse(int code) {
  panel->refused++;
  errno = code;
  return -1;
}

int open64(const char *path, int flags, ...) {
  va_list more;
  va_start(more, flags);
  int mode = va_arg(more, int);
  va_end(more);
  REAL(int, "open64", const char *, int, ...);
  int handle = real(path, flags, mode);
  const char *name = name_of(path);
  if (handle >= 0 && handle < HANDLES && name) {
    pthread_mutex_lock(&lock);
    handles[handle] = find(name);
    pthread_mutex_unlock(&lock);
  }
  return handle;
}

int close(int handle) {
  REAL(int, "close", int);
  if (of(handle)) handles[handle] = NULL;
  return real(handle);
}

int unlink(const char *path) {
  REAL(int, "unlink", const char *);
  const char *name = name_of(path);
  if (name) {
    char second[4096];
    snprintf(second, sizeof second, "%s/%s", platter, name);
    real(second);
    for (struct file *file = files; file < files + FILES; file++) {
      if (!strcmp(file->name, name)) strcpy(file->name, "?"); /* a new file of this name is another file */
    }
  }
  return real(path);
}

ssize_t pwrite64(int handle, const void *bytes, size_t length, off_t offset) {
  REAL(ssize_t, "pwrite64", int, const void *, size_t, off_t);
  struct file *file = of(handle);
  if (!file) return real(handle, bytes, length, offset);
  if (panel->fault == FULL) return refuse(ENOSPC);
  if (panel->fault == READ_ONLY) return refuse(EROFS);
  ssize_t written = real(handle, bytes, length, offset);
  if (written > 0) remember(file, bytes, written, offset, 0);
  return written;
}

int ftruncate64(int handle, off_t length) {
  REAL(int, "ftruncate64", int, off_t);
  int result = real(handle, length);
  if (!result && of(handle)) remember(of(handle), NULL, 0, length, 1);
  return result;
}

static int sync_file(int handle, int (*real)(int)) {
  struct file *file = of(handle);
  if (!file) return real(handle);
  if (panel->fault == FAILING) return refuse(EIO);
  while (panel->fault == HANGING) usleep(10000);
  if (panel->fault != LYING) force(file);
  panel->syncs++;
  return 0;
}

int fdatasync(int handle) {
  REAL(int, "fdatasync", int);
  return sync_file(handle, real);
}

int fsync(int handle) {
  REAL(int, "fsync", int);
  return sync_file(handle, real);
}

/* Node sends through write and writev, to files and pipes as well as to sockets. */
static void look(int handle, const char *bytes, size_t length) {
  struct sockaddr_storage address;
  socklen_t size = sizeof address;
  if (!panel || getsockname(handle, (struct sockaddr *)&address, &size) || address.ss_family == AF_UNIX) return;
  panel->sends++;
  long number = request_in(&bytes, bytes + length);
  if (number >= 0 && is_written[number] && !is_forced[number]) panel->early_sends++;
}

ssize_t write(int handle, const void *bytes, size_t length) {
  REAL(ssize_t, "write", int, const void *, size_t);
  if (of(handle)) abort(); /* SQLite writes at an offset */
  look(handle, bytes, length);
  return real(handle, bytes, length);
}

ssize_t writev(int handle, const struct iovec *parts, int count) {
  REAL(ssize_t, "writev", int, const struct iovec *, int);
  if (count > 0) look(handle, parts->iov_base, parts->iov_len); /* the response headers */
  return real(handle, parts, count);
}

ssize_t sendmsg(int handle, const struct msghdr *message, int flags) {
  REAL(ssize_t, "sendmsg", int, const struct msghdr *, int);
  if (message->msg_iovlen > 0) look(handle, message->msg_iov->iov_base, message->msg_iov->iov_len);
  return real(handle, message, flags);
}
