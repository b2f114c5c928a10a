// Hides secrets in a stream: an Aho-Corasick automaton over all forms of all secrets.
//
// Output is held back only while it could be the beginning of a secret, however the command cut its
// writes; that is exactly the depth of the automaton's state. Each run of bytes that belong to any
// match becomes one `***`.
#include "shim.h"

#include <stdlib.h>
#include <string.h>

static int32_t make_node(struct mask *mask, uint8_t byte, uint16_t depth) {
    if (mask->count == mask->capacity) {
        size_t capacity = mask->capacity == 0 ? 1024 : mask->capacity * 2;
        if (capacity > MASK_NODES_MAX) return -1;
        struct mask_node *nodes = realloc(mask->nodes, capacity * sizeof *nodes);
        if (nodes == NULL) return -1;
        mask->nodes = nodes;
        mask->capacity = capacity;
    }
    struct mask_node node = {.byte = byte, .depth = depth};
    mask->nodes[mask->count] = node;
    return (int32_t)mask->count++;
}

// The child of a node for a byte, or 0.
static int32_t find(const struct mask *mask, int32_t node, uint8_t byte) {
    if (node == 0) return mask->first[byte];
    int32_t child = mask->nodes[node].child;
    while (child != 0 && mask->nodes[child].byte != byte) child = mask->nodes[child].sibling;
    return child;
}

static bool insert(struct mask *mask, const uint8_t *bytes, size_t size) {
    int32_t node = 0;
    for (size_t i = 0; i < size; i++) {
        int32_t child = find(mask, node, bytes[i]);
        if (child == 0) {
            child = make_node(mask, bytes[i], (uint16_t)(i + 1));
            if (child < 0) return false;
            mask->nodes[child].sibling = mask->nodes[node].child;
            mask->nodes[node].child = child;
            if (node == 0) mask->first[bytes[i]] = child;
        }
        node = child;
    }
    mask->nodes[node].match = (uint16_t)size;
    return true;
}

// Adds a text to hide. One longer than the window is hidden piece by piece.
bool mask_add(struct mask *mask, const uint8_t *bytes, size_t size) {
    if (size < SECRET_BYTES_MIN) return true;
    if (size <= PATTERN_BYTES_MAX) return insert(mask, bytes, size);
    for (size_t i = 0; i + PATTERN_BYTES_MAX <= size; i += PATTERN_BYTES_MAX) {
        if (!insert(mask, bytes + i, PATTERN_BYTES_MAX)) return false;
    }
    return insert(mask, bytes + size - PATTERN_BYTES_MAX, PATTERN_BYTES_MAX);
}

// Where to go from a node that has no child for `byte`.
static int32_t step(const struct mask *mask, int32_t node, uint8_t byte) {
    for (;;) {
        int32_t child = find(mask, node, byte);
        if (child != 0 || node == 0) return child;
        node = mask->nodes[node].fail;
    }
}

// Breadth first, so that a node's shorter suffixes are known before it.
static bool link_nodes(struct mask *mask) {
    int32_t *queue = malloc(mask->count * sizeof *queue);
    if (queue == NULL) return false;
    size_t count = 0;
    queue[count++] = 0;
    for (size_t i = 0; i < count; i++) {
        const int32_t node = queue[i];
        for (int32_t child = mask->nodes[node].child; child != 0;) {
            struct mask_node *at = &mask->nodes[child];
            at->fail = node == 0 ? 0 : step(mask, mask->nodes[node].fail, at->byte);
            const uint16_t shorter = mask->nodes[at->fail].match;
            if (at->match < shorter) at->match = shorter;
            queue[count++] = child;
            child = at->sibling;
        }
    }
    free(queue);
    return true;
}

bool mask_make(struct mask *mask, const struct text *secrets, size_t count) {
    memset(mask, 0, sizeof *mask);
    if (make_node(mask, 0, 0) != 0) return false;
    for (size_t i = 0; i < count; i++) {
        if (!forms_add(mask, &secrets[i])) return false;
    }
    return link_nodes(mask);
}

// Lets go of the held bytes before `end`.
static void release(struct mask *mask, size_t end, mask_sink sink, void *context) {
    while (mask->start < end) {
        size_t run = mask->start;
        const uint8_t covered = mask->covered[run];
        while (run < end && mask->covered[run] == covered) run++;
        if (!covered) {
            sink(context, mask->held + mask->start, run - mask->start);
        } else if (!mask->hiding) {
            sink(context, (const uint8_t *)"***", 3);
        }
        mask->hiding = covered;
        mask->start = run;
    }
}

static void hold(struct mask *mask, uint8_t byte) {
    if (mask->end == MASK_WINDOW) {
        const size_t size = mask->end - mask->start;
        memmove(mask->held, mask->held + mask->start, size);
        memmove(mask->covered, mask->covered + mask->start, size);
        mask->start = 0;
        mask->end = size;
    }
    mask->held[mask->end] = byte;
    mask->covered[mask->end++] = 0;
}

void mask_write(struct mask *mask, const uint8_t *bytes, size_t size, mask_sink sink,
                void *context) {
    for (size_t i = 0; i < size;) {
        // Most output begins no secret.
        size_t plain = i;
        if (mask->state == 0) {
            while (plain < size && mask->first[bytes[plain]] == 0) plain++;
        }
        if (plain > i) {
            release(mask, mask->end, sink, context);
            mask->hiding = false;
            sink(context, bytes + i, plain - i);
            i = plain;
            continue;
        }
        mask->state = step(mask, mask->state, bytes[i]);
        hold(mask, bytes[i++]);
        const struct mask_node *node = &mask->nodes[mask->state];
        if (node->match > 0) memset(mask->covered + mask->end - node->match, 1, node->match);
        release(mask, mask->end - node->depth, sink, context);
    }
}

void mask_flush(struct mask *mask, mask_sink sink, void *context) {
    release(mask, mask->end, sink, context);
    mask->state = 0;
}
