import Domain
import Glibc

/// 128 bits: a digest, or what stands for a folder's look.
struct Bits128: Hashable, Sendable {
    var high: UInt64
    var low: UInt64

    static let zero = Bits128(high: 0, low: 0)

    init(high: UInt64, low: UInt64) {
        self.high = high
        self.low = low
    }

    /// Takes 32 hex digits; nil where the text is something else.
    init?(hex text: String) {
        var words: [UInt64] = [0, 0]
        guard text.utf8.count == 32 else { return nil }
        for (index, byte) in text.utf8.enumerated() {
            guard Hex.isDigit(byte) else { return nil }
            let digit = byte < 58 ? byte - 48 : byte - 87
            words[index / 16] = words[index / 16] << 4 | UInt64(digit)
        }
        self.init(high: words[0], low: words[1])
    }

    /// 32 hex digits.
    var hex: String {
        withUnsafeBytes(of: (high.bigEndian, low.bigEndian)) { Hex.text(of: $0) }
    }

    /// The sum of both halves, which does not depend on an order.
    static func &+ (left: Bits128, right: Bits128) -> Bits128 {
        Bits128(high: left.high &+ right.high, low: left.low &+ right.low)
    }
}

/// A digest with what shows that it still holds, as it is kept in memory and on disk.
struct StatRecord: Hashable, Sendable {
    /// Which file or folder it is, whatever its name.
    struct Key: Hashable, Sendable, Comparable {
        let device: UInt64
        let inode: UInt64

        init(_ status: FileStatus) {
            device = status.device
            inode = status.inode
        }

        init(device: UInt64, inode: UInt64) {
            self.device = device
            self.inode = inode
        }

        static func < (left: Key, right: Key) -> Bool {
            (left.device, left.inode) < (right.device, right.inode)
        }
    }

    let key: Key
    /// Bytes, of a folder the sum.
    let size: UInt64
    /// Of a file the times of its last changes, of a folder what its look adds up to.
    let mark: Bits128
    let digest: Bits128

    /// A record of a file.
    init(_ status: FileStatus, digest: Bits128) {
        key = Key(status)
        size = UInt64(bitPattern: status.size)
        mark = Self.mark(of: status)
        self.digest = digest
    }

    /// A record of a folder.
    init(folder: FileStatus, look: FolderPrint, digest: Bits128) {
        key = Key(folder)
        size = UInt64(bitPattern: look.size)
        mark = look.mark
        self.digest = digest
    }

    static func mark(of status: FileStatus) -> Bits128 {
        Bits128(
            high: UInt64(bitPattern: status.modifiedAt),
            low: UInt64(bitPattern: status.changedAt)
        )
    }

    // MARK: - On disk

    /// Bytes of a record on disk.
    static let byteCount = 64

    private init(words: [UInt64]) {
        key = Key(device: words[0], inode: words[1])
        size = words[2]
        mark = Bits128(high: words[3], low: words[4])
        digest = Bits128(high: words[5], low: words[6])
    }

    private var words: [UInt64] {
        [key.device, key.inode, size, mark.high, mark.low, digest.high, digest.low]
    }

    /// Reads a record; nil where its bytes were damaged.
    init?(_ bytes: UnsafeRawBufferPointer) {
        let words = (0..<7).map { index in
            UInt64(littleEndian: bytes.loadUnaligned(fromByteOffset: index * 8, as: UInt64.self))
        }
        let sum = UInt64(littleEndian: bytes.loadUnaligned(fromByteOffset: 56, as: UInt64.self))
        guard Self.sum(of: words) == sum else { return nil }
        self.init(words: words)
    }

    func append(to bytes: inout [UInt8]) {
        let words = words
        for word in words + [Self.sum(of: words)] {
            withUnsafeBytes(of: word.littleEndian) { bytes.append(contentsOf: $0) }
        }
    }

    /// Shows damage; each bit of the words changes half of its bits.
    static func sum(of words: [UInt64]) -> UInt64 {
        words.reduce(0x9e37_79b9_7f4a_7c15) { sum, word in
            var mixed = (sum ^ word) &* 0xff51_afd7_ed55_8ccd
            mixed ^= mixed >> 33
            mixed = mixed &* 0xc4ce_b9fe_1a85_ec53
            return mixed ^ mixed >> 29
        }
    }
}
