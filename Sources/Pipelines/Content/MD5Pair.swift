// The compression function of MD5 for two messages at once.
//
// Each step waits for the one before it, so that one message keeps less than half of a processor
// busy; two that go side by side take hardly longer than one.

extension MD5 {
    /// Adds bytes to two hashes that hold whole blocks so far.
    static func update(
        _ first: inout MD5,
        with bytes: UnsafeRawBufferPointer,
        _ second: inout MD5,
        with others: UnsafeRawBufferPointer
    ) {
        precondition(first.isAtBlock && second.isAtBlock, "Only whole blocks go side by side.")
        let shared = min(bytes.count, others.count) / 64 * 64
        if shared > 0, let base = bytes.baseAddress, let other = others.baseAddress {
            constants.withUnsafeBufferPointer { constants in
                guard let constants = constants.baseAddress else { return }
                var state = PairState(first.state, second.state)
                var offset = 0
                while offset < shared {
                    state.add(PairBlock(base + offset, other + offset, constants))
                    offset += 64
                }
                first.jump(to: state.first, adding: shared)
                second.jump(to: state.second, adding: shared)
            }
        }
        first.update(UnsafeRawBufferPointer(rebasing: bytes[shared...]))
        second.update(UnsafeRawBufferPointer(rebasing: others[shared...]))
    }
}

/// A word of each of two messages.
private struct Pair {
    let first: UInt32
    let second: UInt32

    @inline(__always)
    init(_ first: UInt32, _ second: UInt32) {
        self.first = first
        self.second = second
    }

    @inline(__always)
    static func &+ (left: Pair, right: Pair) -> Pair {
        Pair(left.first &+ right.first, left.second &+ right.second)
    }

    @inline(__always)
    static func & (left: Pair, right: Pair) -> Pair {
        Pair(left.first & right.first, left.second & right.second)
    }

    @inline(__always)
    static func | (left: Pair, right: Pair) -> Pair {
        Pair(left.first | right.first, left.second | right.second)
    }

    @inline(__always)
    static func ^ (left: Pair, right: Pair) -> Pair {
        Pair(left.first ^ right.first, left.second ^ right.second)
    }

    @inline(__always)
    static prefix func ~ (pair: Pair) -> Pair { Pair(~pair.first, ~pair.second) }

    /// Both words turned left.
    @inline(__always)
    func turned(_ count: UInt32) -> Pair {
        Pair(
            (first &<< count) | (first &>> (32 &- count)),
            (second &<< count) | (second &>> (32 &- count))
        )
    }
}

/// The states of two hashes.
private struct PairState {
    private var a: Pair
    private var b: Pair
    private var c: Pair
    private var d: Pair

    @inline(__always)
    init(_ first: SIMD4<UInt32>, _ second: SIMD4<UInt32>) {
        a = Pair(first[0], second[0])
        b = Pair(first[1], second[1])
        c = Pair(first[2], second[2])
        d = Pair(first[3], second[3])
    }

    var first: SIMD4<UInt32> { [a.first, b.first, c.first, d.first] }
    var second: SIMD4<UInt32> { [a.second, b.second, c.second, d.second] }

    @inline(__always)
    mutating func add(_ block: PairBlock) {
        var (a, b, c, d) = (a, b, c, d)
        block.mix(&a, &b, &c, &d)
        self.a = self.a &+ a
        self.b = self.b &+ b
        self.c = self.c &+ c
        self.d = self.d &+ d
    }
}

/// One block of 64 bytes of each message.
private struct PairBlock {
    private let base: UnsafeRawPointer
    private let other: UnsafeRawPointer
    private let constants: UnsafePointer<UInt32>

    @inline(__always)
    init(
        _ base: UnsafeRawPointer,
        _ other: UnsafeRawPointer,
        _ constants: UnsafePointer<UInt32>
    ) {
        self.base = base
        self.other = other
        self.constants = constants
    }

    @inline(__always)
    func mix(_ a: inout Pair, _ b: inout Pair, _ c: inout Pair, _ d: inout Pair) {
        first(&a, &b, &c, &d)
        second(&a, &b, &c, &d)
        third(&a, &b, &c, &d)
        fourth(&a, &b, &c, &d)
    }

    @inline(__always)
    private func word(_ index: Int) -> Pair {
        let (one, two) = (
            base.loadUnaligned(fromByteOffset: index * 4, as: UInt32.self),
            other.loadUnaligned(fromByteOffset: index * 4, as: UInt32.self)
        )
        return Pair(UInt32(littleEndian: one), UInt32(littleEndian: two))
    }

    /// Adds the mixed bits, a word and the step's constant to `a`, turns it left and adds `b`.
    @inline(__always)
    private func step(
        _ a: inout Pair,
        _ b: Pair,
        _ mixed: Pair,
        _ index: Int,
        _ number: Int,
        _ turn: UInt32
    ) {
        let constant = constants[number]
        let sum = mixed &+ (a &+ (word(index) &+ Pair(constant, constant)))
        a = b &+ sum.turned(turn)
    }

    @inline(__always)
    private func first(_ a: inout Pair, _ b: inout Pair, _ c: inout Pair, _ d: inout Pair) {
        step(&a, b, d ^ (b & (c ^ d)), 0, 0, 7)
        step(&d, a, c ^ (a & (b ^ c)), 1, 1, 12)
        step(&c, d, b ^ (d & (a ^ b)), 2, 2, 17)
        step(&b, c, a ^ (c & (d ^ a)), 3, 3, 22)
        step(&a, b, d ^ (b & (c ^ d)), 4, 4, 7)
        step(&d, a, c ^ (a & (b ^ c)), 5, 5, 12)
        step(&c, d, b ^ (d & (a ^ b)), 6, 6, 17)
        step(&b, c, a ^ (c & (d ^ a)), 7, 7, 22)
        step(&a, b, d ^ (b & (c ^ d)), 8, 8, 7)
        step(&d, a, c ^ (a & (b ^ c)), 9, 9, 12)
        step(&c, d, b ^ (d & (a ^ b)), 10, 10, 17)
        step(&b, c, a ^ (c & (d ^ a)), 11, 11, 22)
        step(&a, b, d ^ (b & (c ^ d)), 12, 12, 7)
        step(&d, a, c ^ (a & (b ^ c)), 13, 13, 12)
        step(&c, d, b ^ (d & (a ^ b)), 14, 14, 17)
        step(&b, c, a ^ (c & (d ^ a)), 15, 15, 22)
    }

    @inline(__always)
    private func second(_ a: inout Pair, _ b: inout Pair, _ c: inout Pair, _ d: inout Pair) {
        step(&a, b, c ^ (d & (b ^ c)), 1, 16, 5)
        step(&d, a, b ^ (c & (a ^ b)), 6, 17, 9)
        step(&c, d, a ^ (b & (d ^ a)), 11, 18, 14)
        step(&b, c, d ^ (a & (c ^ d)), 0, 19, 20)
        step(&a, b, c ^ (d & (b ^ c)), 5, 20, 5)
        step(&d, a, b ^ (c & (a ^ b)), 10, 21, 9)
        step(&c, d, a ^ (b & (d ^ a)), 15, 22, 14)
        step(&b, c, d ^ (a & (c ^ d)), 4, 23, 20)
        step(&a, b, c ^ (d & (b ^ c)), 9, 24, 5)
        step(&d, a, b ^ (c & (a ^ b)), 14, 25, 9)
        step(&c, d, a ^ (b & (d ^ a)), 3, 26, 14)
        step(&b, c, d ^ (a & (c ^ d)), 8, 27, 20)
        step(&a, b, c ^ (d & (b ^ c)), 13, 28, 5)
        step(&d, a, b ^ (c & (a ^ b)), 2, 29, 9)
        step(&c, d, a ^ (b & (d ^ a)), 7, 30, 14)
        step(&b, c, d ^ (a & (c ^ d)), 12, 31, 20)
    }

    @inline(__always)
    private func third(_ a: inout Pair, _ b: inout Pair, _ c: inout Pair, _ d: inout Pair) {
        step(&a, b, b ^ c ^ d, 5, 32, 4)
        step(&d, a, a ^ b ^ c, 8, 33, 11)
        step(&c, d, d ^ a ^ b, 11, 34, 16)
        step(&b, c, c ^ d ^ a, 14, 35, 23)
        step(&a, b, b ^ c ^ d, 1, 36, 4)
        step(&d, a, a ^ b ^ c, 4, 37, 11)
        step(&c, d, d ^ a ^ b, 7, 38, 16)
        step(&b, c, c ^ d ^ a, 10, 39, 23)
        step(&a, b, b ^ c ^ d, 13, 40, 4)
        step(&d, a, a ^ b ^ c, 0, 41, 11)
        step(&c, d, d ^ a ^ b, 3, 42, 16)
        step(&b, c, c ^ d ^ a, 6, 43, 23)
        step(&a, b, b ^ c ^ d, 9, 44, 4)
        step(&d, a, a ^ b ^ c, 12, 45, 11)
        step(&c, d, d ^ a ^ b, 15, 46, 16)
        step(&b, c, c ^ d ^ a, 2, 47, 23)
    }

    @inline(__always)
    private func fourth(_ a: inout Pair, _ b: inout Pair, _ c: inout Pair, _ d: inout Pair) {
        step(&a, b, c ^ (b | ~d), 0, 48, 6)
        step(&d, a, b ^ (a | ~c), 7, 49, 10)
        step(&c, d, a ^ (d | ~b), 14, 50, 15)
        step(&b, c, d ^ (c | ~a), 5, 51, 21)
        step(&a, b, c ^ (b | ~d), 12, 52, 6)
        step(&d, a, b ^ (a | ~c), 3, 53, 10)
        step(&c, d, a ^ (d | ~b), 10, 54, 15)
        step(&b, c, d ^ (c | ~a), 1, 55, 21)
        step(&a, b, c ^ (b | ~d), 8, 56, 6)
        step(&d, a, b ^ (a | ~c), 15, 57, 10)
        step(&c, d, a ^ (d | ~b), 6, 58, 15)
        step(&b, c, d ^ (c | ~a), 13, 59, 21)
        step(&a, b, c ^ (b | ~d), 4, 60, 6)
        step(&d, a, b ^ (a | ~c), 11, 61, 10)
        step(&c, d, a ^ (d | ~b), 2, 62, 15)
        step(&b, c, d ^ (c | ~a), 9, 63, 21)
    }
}
