// The kinds of vectors that plain quotes are read and written with.
#ifndef CLINUX_VECTORS_H
#define CLINUX_VECTORS_H

/// From the plainest to the widest of a family of processors.
typedef enum {
    /// Byte by byte: the oracle of the others, and the way on processors without vectors of their own.
    vectors_none,
    /// 16 bytes, which every processor of the family has.
    vectors_basic,
    /// 32 bytes, of x86-64.
    vectors_wide,
    /// 64 bytes, of x86-64.
    vectors_widest,
} vectors;

/// The widest that this processor has. It has all before them as well.
vectors widest_vectors(void);

#endif
