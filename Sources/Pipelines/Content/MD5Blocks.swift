// The compression function of MD5, unrolled: sixteen steps in each of four rounds.
//
// The words of a block are read where they are used, which on machines with few registers is
// faster than keeping sixteen of them; the loads hit the first-level cache.

extension MD5 {
    /// The state after whole blocks of 64 bytes.
    static func blocks(
        _ bytes: UnsafeRawBufferPointer,
        after state: SIMD4<UInt32>
    )
        -> SIMD4<UInt32>
    {
        guard let base = bytes.baseAddress else { return state }
        var state = state
        var offset = 0
        while offset < bytes.count {
            state = Block(base + offset).mixed(into: state)
            offset += 64
        }
        return state
    }
}

/// One block of 64 bytes.
private struct Block {
    private let base: UnsafeRawPointer

    @inline(__always)
    init(_ base: UnsafeRawPointer) {
        self.base = base
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

    /// Adds the mixed bits, a word and a constant to `a`, turns it left and adds `b`.
    @inline(__always)
    private func step(
        _ a: inout UInt32,
        _ b: UInt32,
        _ mixed: UInt32,
        _ index: Int,
        _ turn: UInt32,
        _ constant: UInt32
    ) {
        let sum = mixed &+ (a &+ (word(index) &+ constant))
        a = b &+ ((sum &<< turn) | (sum &>> (32 &- turn)))
    }

    @inline(__always)
    private func first(_ a: inout UInt32, _ b: inout UInt32, _ c: inout UInt32, _ d: inout UInt32) {
        step(&a, b, d ^ (b & (c ^ d)), 0, 7, 0xd76a_a478)
        step(&d, a, c ^ (a & (b ^ c)), 1, 12, 0xe8c7_b756)
        step(&c, d, b ^ (d & (a ^ b)), 2, 17, 0x2420_70db)
        step(&b, c, a ^ (c & (d ^ a)), 3, 22, 0xc1bd_ceee)
        step(&a, b, d ^ (b & (c ^ d)), 4, 7, 0xf57c_0faf)
        step(&d, a, c ^ (a & (b ^ c)), 5, 12, 0x4787_c62a)
        step(&c, d, b ^ (d & (a ^ b)), 6, 17, 0xa830_4613)
        step(&b, c, a ^ (c & (d ^ a)), 7, 22, 0xfd46_9501)
        step(&a, b, d ^ (b & (c ^ d)), 8, 7, 0x6980_98d8)
        step(&d, a, c ^ (a & (b ^ c)), 9, 12, 0x8b44_f7af)
        step(&c, d, b ^ (d & (a ^ b)), 10, 17, 0xffff_5bb1)
        step(&b, c, a ^ (c & (d ^ a)), 11, 22, 0x895c_d7be)
        step(&a, b, d ^ (b & (c ^ d)), 12, 7, 0x6b90_1122)
        step(&d, a, c ^ (a & (b ^ c)), 13, 12, 0xfd98_7193)
        step(&c, d, b ^ (d & (a ^ b)), 14, 17, 0xa679_438e)
        step(&b, c, a ^ (c & (d ^ a)), 15, 22, 0x49b4_0821)
    }

    @inline(__always)
    private func second(_ a: inout UInt32, _ b: inout UInt32, _ c: inout UInt32, _ d: inout UInt32)
    {
        step(&a, b, (d & b) &+ (c & ~d), 1, 5, 0xf61e_2562)
        step(&d, a, (c & a) &+ (b & ~c), 6, 9, 0xc040_b340)
        step(&c, d, (b & d) &+ (a & ~b), 11, 14, 0x265e_5a51)
        step(&b, c, (a & c) &+ (d & ~a), 0, 20, 0xe9b6_c7aa)
        step(&a, b, (d & b) &+ (c & ~d), 5, 5, 0xd62f_105d)
        step(&d, a, (c & a) &+ (b & ~c), 10, 9, 0x0244_1453)
        step(&c, d, (b & d) &+ (a & ~b), 15, 14, 0xd8a1_e681)
        step(&b, c, (a & c) &+ (d & ~a), 4, 20, 0xe7d3_fbc8)
        step(&a, b, (d & b) &+ (c & ~d), 9, 5, 0x21e1_cde6)
        step(&d, a, (c & a) &+ (b & ~c), 14, 9, 0xc337_07d6)
        step(&c, d, (b & d) &+ (a & ~b), 3, 14, 0xf4d5_0d87)
        step(&b, c, (a & c) &+ (d & ~a), 8, 20, 0x455a_14ed)
        step(&a, b, (d & b) &+ (c & ~d), 13, 5, 0xa9e3_e905)
        step(&d, a, (c & a) &+ (b & ~c), 2, 9, 0xfcef_a3f8)
        step(&c, d, (b & d) &+ (a & ~b), 7, 14, 0x676f_02d9)
        step(&b, c, (a & c) &+ (d & ~a), 12, 20, 0x8d2a_4c8a)
    }

    @inline(__always)
    private func third(_ a: inout UInt32, _ b: inout UInt32, _ c: inout UInt32, _ d: inout UInt32) {
        step(&a, b, b ^ c ^ d, 5, 4, 0xfffa_3942)
        step(&d, a, a ^ b ^ c, 8, 11, 0x8771_f681)
        step(&c, d, d ^ a ^ b, 11, 16, 0x6d9d_6122)
        step(&b, c, c ^ d ^ a, 14, 23, 0xfde5_380c)
        step(&a, b, b ^ c ^ d, 1, 4, 0xa4be_ea44)
        step(&d, a, a ^ b ^ c, 4, 11, 0x4bde_cfa9)
        step(&c, d, d ^ a ^ b, 7, 16, 0xf6bb_4b60)
        step(&b, c, c ^ d ^ a, 10, 23, 0xbebf_bc70)
        step(&a, b, b ^ c ^ d, 13, 4, 0x289b_7ec6)
        step(&d, a, a ^ b ^ c, 0, 11, 0xeaa1_27fa)
        step(&c, d, d ^ a ^ b, 3, 16, 0xd4ef_3085)
        step(&b, c, c ^ d ^ a, 6, 23, 0x0488_1d05)
        step(&a, b, b ^ c ^ d, 9, 4, 0xd9d4_d039)
        step(&d, a, a ^ b ^ c, 12, 11, 0xe6db_99e5)
        step(&c, d, d ^ a ^ b, 15, 16, 0x1fa2_7cf8)
        step(&b, c, c ^ d ^ a, 2, 23, 0xc4ac_5665)
    }

    @inline(__always)
    private func fourth(_ a: inout UInt32, _ b: inout UInt32, _ c: inout UInt32, _ d: inout UInt32)
    {
        step(&a, b, c ^ (b | ~d), 0, 6, 0xf429_2244)
        step(&d, a, b ^ (a | ~c), 7, 10, 0x432a_ff97)
        step(&c, d, a ^ (d | ~b), 14, 15, 0xab94_23a7)
        step(&b, c, d ^ (c | ~a), 5, 21, 0xfc93_a039)
        step(&a, b, c ^ (b | ~d), 12, 6, 0x655b_59c3)
        step(&d, a, b ^ (a | ~c), 3, 10, 0x8f0c_cc92)
        step(&c, d, a ^ (d | ~b), 10, 15, 0xffef_f47d)
        step(&b, c, d ^ (c | ~a), 1, 21, 0x8584_5dd1)
        step(&a, b, c ^ (b | ~d), 8, 6, 0x6fa8_7e4f)
        step(&d, a, b ^ (a | ~c), 15, 10, 0xfe2c_e6e0)
        step(&c, d, a ^ (d | ~b), 6, 15, 0xa301_4314)
        step(&b, c, d ^ (c | ~a), 13, 21, 0x4e08_11a1)
        step(&a, b, c ^ (b | ~d), 4, 6, 0xf753_7e82)
        step(&d, a, b ^ (a | ~c), 11, 10, 0xbd3a_f235)
        step(&c, d, a ^ (d | ~b), 2, 15, 0x2ad7_d2bb)
        step(&b, c, d ^ (c | ~a), 9, 21, 0xeb86_d391)
    }
}
