// The compression function of MD5, unrolled: sixteen steps in each of four rounds.
//
// The words of a block are read where they are used, which on machines with few registers is
// faster than keeping sixteen of them; the loads hit the first-level cache.

import Glibc

extension MD5 {
    /// The state after whole blocks of 64 bytes.
    static func blocks(
        _ bytes: UnsafeRawBufferPointer,
        after state: SIMD4<UInt32>
    )
        -> SIMD4<UInt32>
    {
        constants.withUnsafeBufferPointer { constants in
            guard let base = bytes.baseAddress, let constants = constants.baseAddress else {
                return state
            }
            var state = state
            var offset = 0
            while offset < bytes.count {
                state = Block(base + offset, constants).mixed(into: state)
                offset += 64
            }
            return state
        }
    }

    /// The constants of the steps, by their definition in RFC 1321.
    ///
    /// They are read from memory: as parts of instructions the compiler would add each of them
    /// last, where the step after waits for it.
    static let constants: [UInt32] = (1...64).map { step in
        UInt32(abs(sin(Double(step))) * 4_294_967_296)
    }
}

/// One block of 64 bytes.
private struct Block {
    private let base: UnsafeRawPointer
    private let constants: UnsafePointer<UInt32>

    @inline(__always)
    init(_ base: UnsafeRawPointer, _ constants: UnsafePointer<UInt32>) {
        self.base = base
        self.constants = constants
    }

    @inline(__always)
    func mixed(into state: SIMD4<UInt32>) -> SIMD4<UInt32> {
        var (a, b, c, d) = (state[0], state[1], state[2], state[3])
        first(&a, &b, &c, &d)
        second(&a, &b, &c, &d)
        third(&a, &b, &c, &d)
        fourth(&a, &b, &c, &d)
        return state &+ SIMD4(a, b, c, d)
    }

    @inline(__always)
    private func word(_ index: Int) -> UInt32 {
        UInt32(littleEndian: base.loadUnaligned(fromByteOffset: index * 4, as: UInt32.self))
    }

    /// Adds the mixed bits, a word and the step's constant to `a`, turns it left and adds `b`.
    @inline(__always)
    private func step(
        _ a: inout UInt32,
        _ b: UInt32,
        _ mixed: UInt32,
        _ index: Int,
        _ turn: UInt32,
        _ number: Int
    ) {
        let sum = mixed &+ (a &+ (word(index) &+ constants[number]))
        a = b &+ ((sum &<< turn) | (sum &>> (32 &- turn)))
    }

    @inline(__always)
    private func first(_ a: inout UInt32, _ b: inout UInt32, _ c: inout UInt32, _ d: inout UInt32) {
        step(&a, b, d ^ (b & (c ^ d)), 0, 7, 0)
        step(&d, a, c ^ (a & (b ^ c)), 1, 12, 1)
        step(&c, d, b ^ (d & (a ^ b)), 2, 17, 2)
        step(&b, c, a ^ (c & (d ^ a)), 3, 22, 3)
        step(&a, b, d ^ (b & (c ^ d)), 4, 7, 4)
        step(&d, a, c ^ (a & (b ^ c)), 5, 12, 5)
        step(&c, d, b ^ (d & (a ^ b)), 6, 17, 6)
        step(&b, c, a ^ (c & (d ^ a)), 7, 22, 7)
        step(&a, b, d ^ (b & (c ^ d)), 8, 7, 8)
        step(&d, a, c ^ (a & (b ^ c)), 9, 12, 9)
        step(&c, d, b ^ (d & (a ^ b)), 10, 17, 10)
        step(&b, c, a ^ (c & (d ^ a)), 11, 22, 11)
        step(&a, b, d ^ (b & (c ^ d)), 12, 7, 12)
        step(&d, a, c ^ (a & (b ^ c)), 13, 12, 13)
        step(&c, d, b ^ (d & (a ^ b)), 14, 17, 14)
        step(&b, c, a ^ (c & (d ^ a)), 15, 22, 15)
    }

    @inline(__always)
    private func second(_ a: inout UInt32, _ b: inout UInt32, _ c: inout UInt32, _ d: inout UInt32)
    {
        step(&a, b, (d & b) &+ (c & ~d), 1, 5, 16)
        step(&d, a, (c & a) &+ (b & ~c), 6, 9, 17)
        step(&c, d, (b & d) &+ (a & ~b), 11, 14, 18)
        step(&b, c, (a & c) &+ (d & ~a), 0, 20, 19)
        step(&a, b, (d & b) &+ (c & ~d), 5, 5, 20)
        step(&d, a, (c & a) &+ (b & ~c), 10, 9, 21)
        step(&c, d, (b & d) &+ (a & ~b), 15, 14, 22)
        step(&b, c, (a & c) &+ (d & ~a), 4, 20, 23)
        step(&a, b, (d & b) &+ (c & ~d), 9, 5, 24)
        step(&d, a, (c & a) &+ (b & ~c), 14, 9, 25)
        step(&c, d, (b & d) &+ (a & ~b), 3, 14, 26)
        step(&b, c, (a & c) &+ (d & ~a), 8, 20, 27)
        step(&a, b, (d & b) &+ (c & ~d), 13, 5, 28)
        step(&d, a, (c & a) &+ (b & ~c), 2, 9, 29)
        step(&c, d, (b & d) &+ (a & ~b), 7, 14, 30)
        step(&b, c, (a & c) &+ (d & ~a), 12, 20, 31)
    }

    @inline(__always)
    private func third(_ a: inout UInt32, _ b: inout UInt32, _ c: inout UInt32, _ d: inout UInt32) {
        step(&a, b, b ^ c ^ d, 5, 4, 32)
        step(&d, a, a ^ b ^ c, 8, 11, 33)
        step(&c, d, d ^ a ^ b, 11, 16, 34)
        step(&b, c, c ^ d ^ a, 14, 23, 35)
        step(&a, b, b ^ c ^ d, 1, 4, 36)
        step(&d, a, a ^ b ^ c, 4, 11, 37)
        step(&c, d, d ^ a ^ b, 7, 16, 38)
        step(&b, c, c ^ d ^ a, 10, 23, 39)
        step(&a, b, b ^ c ^ d, 13, 4, 40)
        step(&d, a, a ^ b ^ c, 0, 11, 41)
        step(&c, d, d ^ a ^ b, 3, 16, 42)
        step(&b, c, c ^ d ^ a, 6, 23, 43)
        step(&a, b, b ^ c ^ d, 9, 4, 44)
        step(&d, a, a ^ b ^ c, 12, 11, 45)
        step(&c, d, d ^ a ^ b, 15, 16, 46)
        step(&b, c, c ^ d ^ a, 2, 23, 47)
    }

    @inline(__always)
    private func fourth(_ a: inout UInt32, _ b: inout UInt32, _ c: inout UInt32, _ d: inout UInt32)
    {
        step(&a, b, c ^ (b | ~d), 0, 6, 48)
        step(&d, a, b ^ (a | ~c), 7, 10, 49)
        step(&c, d, a ^ (d | ~b), 14, 15, 50)
        step(&b, c, d ^ (c | ~a), 5, 21, 51)
        step(&a, b, c ^ (b | ~d), 12, 6, 52)
        step(&d, a, b ^ (a | ~c), 3, 10, 53)
        step(&c, d, a ^ (d | ~b), 10, 15, 54)
        step(&b, c, d ^ (c | ~a), 1, 21, 55)
        step(&a, b, c ^ (b | ~d), 8, 6, 56)
        step(&d, a, b ^ (a | ~c), 15, 10, 57)
        step(&c, d, a ^ (d | ~b), 6, 15, 58)
        step(&b, c, d ^ (c | ~a), 13, 21, 59)
        step(&a, b, c ^ (b | ~d), 4, 6, 60)
        step(&d, a, b ^ (a | ~c), 11, 10, 61)
        step(&c, d, a ^ (d | ~b), 2, 15, 62)
        step(&b, c, d ^ (c | ~a), 9, 21, 63)
    }
}
