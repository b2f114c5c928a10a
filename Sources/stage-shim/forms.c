// The forms in which a secret may come out of a command: as it is, with other line ends, line by
// line, in base64 (also as a part of something longer), percent-encoded, and escaped as in JSON.
#include "shim.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

struct form {
    uint8_t *bytes;
    size_t size;
};

static void put(struct form *form, uint8_t byte) { form->bytes[form->size++] = byte; }

static void put_hex(struct form *form, unsigned value, int digits, bool upper) {
    const char *alphabet = upper ? "0123456789ABCDEF" : "0123456789abcdef";
    while (digits-- > 0) put(form, (uint8_t)alphabet[value >> (4 * digits) & 15]);
}

// MARK: Base64

// Encodes the text as it stands `shift` bytes into something longer, leaving out the characters
// that also depend on its neighbours.
static void base64_core(struct form *form, const struct text *text, unsigned shift, bool url) {
    static const char common[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";
    size_t begin = (shift * 8 + 5) / 6, end = (shift + text->size) * 8 / 6;
    form->size = 0;
    for (size_t i = begin; i < end; i++) {
        size_t bit = i * 6 - shift * 8;
        unsigned pair = (uint8_t)text->bytes[bit / 8] << 8;
        if (bit / 8 + 1 < text->size) pair |= (uint8_t)text->bytes[bit / 8 + 1];
        unsigned value = pair >> (10 - bit % 8) & 63;
        put(form, (uint8_t)(value < 62 ? common[value] : value == 62 ? (url ? '-' : '+')
                                                                     : (url ? '_' : '/')));
    }
}

// As `base64` and PEM writers break their lines.
static bool add_wrapped(struct mask *mask, const struct form *core, struct form *form,
                        size_t width, bool carriage) {
    if (core->size <= width) return true;
    form->size = 0;
    for (size_t i = 0; i < core->size; i++) {
        if (i > 0 && i % width == 0) {
            if (carriage) put(form, '\r');
            put(form, '\n');
        }
        put(form, core->bytes[i]);
    }
    return mask_add(mask, form->bytes, form->size);
}

static bool add_base64(struct mask *mask, const struct text *text, struct form *core,
                       struct form *form) {
    bool good = true;
    for (int url = 0; url < 2; url++) {
        for (unsigned shift = 0; shift < 3; shift++) {
            base64_core(core, text, shift, url);
            good = good && mask_add(mask, core->bytes, core->size);
        }
        base64_core(core, text, 0, url);
        for (int carriage = 0; carriage < 2; carriage++) {
            good = good && add_wrapped(mask, core, form, 76, carriage)
                && add_wrapped(mask, core, form, 64, carriage);
        }
    }
    // The whole form with its padding, so that nothing of it is left over: the last character is
    // that of a text which goes on with zeros.
    char *longer = calloc(text->size + 2, 1);
    if (longer == NULL || text->size % 3 == 0) {
        free(longer);
        return good && longer != NULL;
    }
    memcpy(longer, text->bytes, text->size);
    for (int url = 0; url < 2; url++) {
        struct text padded = {longer, text->size + 2};
        base64_core(core, &padded, 0, url);
        core->size = (text->size * 8 + 5) / 6;
        good = good && mask_add(mask, core->bytes, core->size);
        while (core->size % 4 != 0) put(core, '=');
        good = good && mask_add(mask, core->bytes, core->size);
    }
    free(longer);
    return good;
}

// MARK: Percent

static bool add_percent(struct mask *mask, const struct text *text, struct form *form) {
    // What RFC 3986, Python's quote, encodeURIComponent, HTML forms and encodeURI leave as it is.
    static const char *const kept[] = {
        "-_.~", "-_.~/", "-_.~!'()*", "-_.*", "-_.~;,/?:@&=+$#!'()*"};
    for (unsigned kind = 0; kind < 5 * 4; kind++) {
        const bool upper = kind % 2 == 0, plus = kind / 2 % 2 == 0;
        form->size = 0;
        for (size_t i = 0; i < text->size; i++) {
            const uint8_t byte = (uint8_t)text->bytes[i];
            if ((byte < 128 && isalnum(byte)) || strchr(kept[kind / 4], byte) != NULL) {
                put(form, byte);
            } else if (byte == ' ' && plus) {
                put(form, '+');
            } else {
                put(form, '%');
                put_hex(form, byte, 2, upper);
            }
        }
        if (!mask_add(mask, form->bytes, form->size)) return false;
    }
    return true;
}

// MARK: JSON

enum escapes { SLASHES = 1, UNICODE = 2, MARKUP = 4, UPPER = 8, NO_QUOTES = 16 };

// The scalar that begins at `at`, or -1 for bytes that are not UTF-8.
static int32_t scalar(const struct text *text, size_t at, size_t *length) {
    const uint8_t *next = (const uint8_t *)text->bytes + at;
    size_t count = *next < 0xE0 ? 2 : *next < 0xF0 ? 3 : 4;
    if (*next < 0xC2 || *next > 0xF4) count = 0;
    if (count == 0 || count > text->size - at) return -1;
    int32_t value = *next & (0xFF >> (count + 1));
    for (size_t i = 1; i < count; i++) {
        if ((next[i] & 0xC0) != 0x80) return -1;
        value = value << 6 | (next[i] & 0x3F);
    }
    *length = count;
    return value;
}

static void put_unicode(struct form *form, int32_t value, bool upper) {
    if (value >= 0x10000) {
        put_unicode(form, 0xD800 + ((value - 0x10000) >> 10), upper);
        value = 0xDC00 + ((value - 0x10000) & 0x3FF);
    }
    put(form, '\\');
    put(form, 'u');
    put_hex(form, (unsigned)value, 4, upper);
}

static void escape(struct form *form, const struct text *text, unsigned kind) {
    static const char letters[] = "\b\f\n\r\t", names[] = "bfnrt";
    form->size = 0;
    for (size_t i = 0; i < text->size; i++) {
        const uint8_t byte = (uint8_t)text->bytes[i];
        const char *letter = byte == 0 ? NULL : strchr(letters, byte);
        size_t length = 1;
        int32_t value = byte < 128 ? -1 : scalar(text, i, &length);
        if (letter != NULL || byte == '\\' || (byte == '"' && !(kind & NO_QUOTES))
            || (byte == '/' && kind & SLASHES)) {
            put(form, '\\');
            put(form, letter != NULL ? (uint8_t)names[letter - letters] : byte);
        } else if (byte < 32 || (kind & MARKUP && strchr("<>&'", byte) != NULL)) {
            put_unicode(form, byte, kind & UPPER);
        } else if (value >= 0 && kind & UNICODE) {
            put_unicode(form, value, kind & UPPER);
            i += length - 1;
        } else {
            put(form, byte);
        }
    }
}

static bool add_json(struct mask *mask, const struct text *text, struct form *once,
                     struct form *twice) {
    for (unsigned kind = 0; kind < 32; kind++) {
        escape(once, text, kind);
        if (!mask_add(mask, once->bytes, once->size)) return false;
        // JSON within JSON, as log lines carry it.
        struct text inner = {(char *)once->bytes, once->size};
        escape(twice, &inner, 0);
        if (!mask_add(mask, twice->bytes, twice->size)) return false;
    }
    return true;
}

// MARK: All forms

static bool add_all(struct mask *mask, const struct text *text) {
    if (text->size < SECRET_BYTES_MIN) return true;
    // A byte becomes six at most, and seven when these are escaped again.
    struct form first = {malloc(12 * text->size + 16), 0};
    struct form second = {malloc(12 * text->size + 16), 0};
    const bool good = first.bytes != NULL && second.bytes != NULL
        && mask_add(mask, (const uint8_t *)text->bytes, text->size)
        && add_base64(mask, text, &first, &second) && add_percent(mask, text, &first)
        && add_json(mask, text, &first, &second);
    free(first.bytes);
    free(second.bytes);
    return good;
}

static struct text trimmed(const char *bytes, size_t size) {
    while (size > 0 && isspace((uint8_t)bytes[0])) bytes++, size--;
    while (size > 0 && isspace((uint8_t)bytes[size - 1])) size--;
    return (struct text){(char *)bytes, size};
}

// Each line by itself, and the whole as a terminal or Windows writes it.
static bool add_lines(struct mask *mask, const struct text *text) {
    char *carriages = malloc(2 * text->size + 1);
    if (carriages == NULL) return false;
    struct form form = {(uint8_t *)carriages, 0};
    bool good = true;
    for (size_t begin = 0; begin < text->size && good;) {
        const char *line = text->bytes + begin;
        const char *end = memchr(line, '\n', text->size - begin);
        size_t size = end == NULL ? text->size - begin : (size_t)(end - line);
        struct text alone = trimmed(line, size);
        good = add_all(mask, &alone);
        for (size_t i = 0; i < size; i++) {
            if (line[i] != '\r') put(&form, (uint8_t)line[i]);
        }
        if (end != NULL) put(&form, '\r'), put(&form, '\n');
        begin += size + 1;
    }
    struct text windows = {carriages, form.size};
    good = good && add_all(mask, &windows);
    free(carriages);
    return good;
}

bool forms_add(struct mask *mask, const struct text *secret) {
    struct text text = trimmed(secret->bytes, secret->size);
    if (text.size < SECRET_BYTES_MIN) return true;
    if (!add_all(mask, &text)) return false;
    return memchr(text.bytes, '\n', text.size) == NULL || add_lines(mask, &text);
}
